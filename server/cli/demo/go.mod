module example.com/weather

go 1.27

require (
	example.com/lcd v1.4.0
	example.com/units v1.2.0
)

// The display driver that its author is working on. Nobody else has this folder.
replace example.com/lcd => ../lcd

// A fork with a correction, from the days when v1.1.0 was required.
replace example.com/units v1.1.0 => example.com/units-fork v1.1.1
