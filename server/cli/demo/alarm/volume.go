package alarm

// Volume is how loud the horn is, from 0 to 11.
const Volume = 11
