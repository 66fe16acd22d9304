; interrupts: a clock that ticks and a keyboard that echoes, both by interrupt.
;
; A device that wants attention raises a line to the interrupt controller (PIC),
; the PIC interrupts the processor, and the processor finds the routine to call
; in the interrupt descriptor table (IDT). This program sets up all three and
; then sleeps; everything on the screen is drawn by the two handlers.
;
;       timer    -- IRQ 0 --+
;                           +-- PIC -- processor -- IDT[0x20 + IRQ] -- handler
;       keyboard -- IRQ 1 --+
;
; The memory we use:
;
;       0x01000  IDT, 0x30 gates of 8 bytes
;       0x07C00  this boot sector; the stack grows down from here
;       0xB8000  the screen: 80 x 25 cells, each a character and a colour

IDT             equ 0x1000
GATES           equ 0x30
STACK           equ 0x7C00
SCREEN          equ 0xB8000
ROW             equ 80 * 2

PIC1            equ 0x20        ; the first controller, and its mask at 0x21
PIC2            equ 0xA0        ; the second, behind IRQ 2 of the first
PIC_EOI         equ 0x20        ; "end of interrupt": I am done, send the next
PIT_CHANNEL0    equ 0x40
PIT_COMMAND     equ 0x43
PIT_HZ          equ 1193182     ; what the timer counts down from, a second
TICKS_A_SECOND  equ 100
KEYBOARD_DATA   equ 0x60
DEBUG_PORT      equ 0xE9        ; emulators show as text what we write here

IRQ_BASE        equ 0x20        ; the vector of IRQ 0

        bits 16
        org 0x7C00

start:
        jmp 0x0000:real_mode

real_mode:
        xor ax, ax
        mov ds, ax
        mov ss, ax
        mov sp, STACK
        mov ax, 0x0003          ; 80 x 25 text, cleared
        int 0x10

        cli                     ; no interrupts until the IDT is ready
        lgdt [gdt_register]
        mov eax, cr0
        or al, 1                ; protected mode on
        mov cr0, eax
        jmp CODE:protected_mode

        bits 32
protected_mode:
        mov ax, DATA
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov esp, STACK
        cld

; Fill the IDT. Vectors 0 to 0x1F are the processor's own exceptions: all lead to
; `fault`. Then come the 16 IRQs: two have handlers of their own, and the rest
; are masked below, so their gates are never used.
        mov edi, IDT
        mov ecx, GATES
        mov eax, fault
.gate:
        call set_gate
        loop .gate
        mov edi, IDT + (IRQ_BASE + 0) * 8
        mov eax, timer
        call set_gate
        mov eax, keyboard       ; EDI is at the next gate already
        call set_gate
        lidt [idt_register]

; Tell both PICs which vectors to use. After reset IRQ 0 to 7 arrive as vectors 8
; to 0xF, where protected mode has its exceptions: one could not tell a timer tick
; from a double fault. Four command words each, by the Intel 8259A data sheet.
        mov esi, pic_words
        mov ecx, PIC_WORDS
        xor edx, edx
.pic:
        mov dl, [esi]           ; the port
        mov al, [esi + 1]       ; the word
        out dx, al
        add esi, 2
        loop .pic

; Channel 0 of the timer counts from this number down to 0, raises IRQ 0 and
; starts again.
        mov al, 0x34            ; channel 0, low byte then high, mode 2
        out PIT_COMMAND, al
        mov al, (PIT_HZ / TICKS_A_SECOND) & 0xFF
        out PIT_CHANNEL0, al
        mov al, (PIT_HZ / TICKS_A_SECOND) >> 8
        out PIT_CHANNEL0, al

        sti
sleep:
        hlt                     ; until the next interrupt, whichever it is
        jmp sleep

; Writes a gate at EDI that leads to the routine at EAX; EDI goes to the next gate.
; Present, ring 0, 32-bit interrupt gate: 8E (SDM vol. 3A, "IDT Descriptors").
set_gate:
        mov [edi], ax           ; offset 15-0
        mov word [edi + 2], CODE
        mov word [edi + 4], 0x8E00
        mov word [edi + 6], 0   ; offset 31-16: all our code is below 64 KB
        add edi, 8
        ret

; An exception: something is wrong with this program. Shows a white-on-red F and
; stops for good.
fault:
        mov word [SCREEN + 24 * ROW], 0x4F00 + 'F'
        cli
        hlt
        jmp fault

; IRQ 0, a hundred times a second: counts, and shows the count in the first row.
timer:
        pusha                   ; the interrupted code wants its registers back
        inc dword [ticks]
        mov eax, [ticks]
        mov ebx, 10
        mov edi, SCREEN + 10 * 2
.digit:
        xor edx, edx
        div ebx                 ; EAX = EAX / 10, EDX = the digit
        add dl, '0'
        mov dh, 0x0E            ; yellow on black
        mov [edi], dx
        sub edi, 2              ; digits come out right to left
        test eax, eax
        jnz .digit
        mov al, PIC_EOI
        out PIC1, al
        popa
        iretd                   ; back to where the interrupt came

; IRQ 1, each time a key goes down or up: shows the letter of a key that went down.
keyboard:
        pusha
        xor eax, eax
        in al, KEYBOARD_DATA    ; the scan code; reading it frees the keyboard
        cmp al, KEYS
        jae .done               ; bit 7 says the key went up; others we do not know
        mov al, [keys + eax]
        out DEBUG_PORT, al
        mov ah, 0x0A            ; green on black
        mov edi, [cursor]
        mov [edi], ax
        add dword [cursor], 2
.done:
        mov al, PIC_EOI
        out PIC1, al
        popa
        iretd

ticks:  dd 0
cursor: dd SCREEN + 2 * ROW

; Port and word, in the order they are sent.
pic_words:
        db PIC1, 0x11,      PIC2, 0x11          ; start over, four words follow
        db PIC1 + 1, 0x20,  PIC2 + 1, 0x28      ; the vector of the first IRQ
        db PIC1 + 1, 0x04,  PIC2 + 1, 0x02      ; the second hangs on IRQ 2
        db PIC1 + 1, 0x01,  PIC2 + 1, 0x01      ; 8086 mode
        db PIC1 + 1, 0xFC,  PIC2 + 1, 0xFF      ; masks: only IRQ 0 and 1 pass
PIC_WORDS equ ($ - pic_words) / 2

; The character of each scan code (set 1), for a US keyboard.
keys:
        db "??1234567890-=??qwertyuiop[]??asdfghjkl;'`?\zxcvbnm,./?*? "
KEYS    equ $ - keys

        align 8
gdt:
        dq 0
CODE    equ $ - gdt
        dq 0x00CF9A000000FFFF           ; base 0, limit 4 GB, 32-bit code
DATA    equ $ - gdt
        dq 0x00CF92000000FFFF
gdt_end:

gdt_register:
        dw gdt_end - gdt - 1
        dd gdt

idt_register:
        dw GATES * 8 - 1
        dd IDT

        times 510 - ($ - $$) db 0
        dw 0xAA55
