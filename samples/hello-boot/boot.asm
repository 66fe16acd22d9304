; hello-boot: the smallest program a PC will run.
;
; When a PC starts, its firmware reads the first 512 bytes of the disk to
; address 0x7C00 and jumps there, in 16-bit real mode. Those bytes are this file.
;
; The memory we use:
;
;       0x0000  interrupt vectors and firmware data: not ours
;       0x0500  free; the stack grows down into it from 0x7C00
;       0x7C00  this boot sector, 512 bytes
;       0x7E00  free

        bits 16                 ; the processor starts in 16-bit mode
        org 0x7C00              ; so that labels mean what they will be

; Some firmware jumps to 0000:7C00, some to 07C0:0000. It is the same byte of
; memory, for an address is segment * 16 + offset, but labels are offsets from
; segment 0. The far jump makes CS zero whichever it was.
start:
        jmp 0x0000:main

main:
        xor ax, ax
        mov ds, ax              ; LODSB below reads from DS:SI
        mov ss, ax              ; no interrupt can come between these two
        mov sp, 0x7C00          ; instructions: MOV SS holds it off
        cld                     ; strings go upwards

        mov si, message
        call print

; Nothing to return to: the firmware has done its work. HLT stops the processor
; until the next interrupt, and CLI has turned those off.
halt:
        cli
        hlt
        jmp halt

; Prints the text at DS:SI up to its zero byte. Changes AX, BX and SI.
print:
        lodsb                   ; AL = the byte at DS:SI, then SI = SI + 1
        test al, al
        jz .done
        mov ah, 0x0E            ; video service 0Eh: print AL and move on
        mov bx, 0x0007          ; page 0; the colour counts in graphics modes only
        int 0x10
        jmp print
.done:
        ret

message:
        db "Hello from the boot sector!", 13, 10, 0

; The firmware boots a sector only if its last two bytes are 55 AA.
        times 510 - ($ - $$) db 0
        dw 0xAA55
