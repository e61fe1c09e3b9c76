//! The standard library's packages and where each has files: generated, so that no Go installation is needed.
