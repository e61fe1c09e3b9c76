#include "textflag.h"

// func Sum(data []byte) uint8
TEXT ·Sum(SB), NOSPLIT, $0-25
	MOVD	data_base+0(FP), R0
	MOVD	data_len+8(FP), R1
	MOVD	$0, R2
	CBZ	R1, done
next:
	MOVBU.P	1(R0), R3
	EOR	R3, R2
	SUB	$1, R1
	CBNZ	R1, next
done:
	MOVB	R2, ret+24(FP)
	RET
