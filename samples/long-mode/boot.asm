; long-mode: from power-on to 64-bit code in one boot sector.
;
; A PC still starts as its ancestor of 1978 did. This program climbs the three
; steps from there, and prints a line from each:
;
;       real mode        16-bit code, addresses are segment * 16 + offset
;       protected mode   32-bit code, segments come from a table (the GDT)
;       long mode        64-bit code, addresses go through page tables
;
; The memory we use:
;
;       0x01000  PML4, the top page table         4 KB
;       0x02000  page-directory-pointer table     4 KB
;       0x03000  page directory                   4 KB
;       0x07C00  this boot sector; the stack grows down from here
;       0xB8000  the screen: 80 x 25 cells, each a character and a colour
;
; Every line goes to the screen and to port 0xE9, which emulators show as text.

PML4            equ 0x1000
PDPT            equ 0x2000
PD              equ 0x3000
STACK           equ 0x7C00
SCREEN          equ 0xB8000
ROW             equ 80 * 2      ; bytes a screen row
DEBUG_PORT      equ 0xE9

CR0_PE          equ 1 << 0      ; protected mode on
CR0_PG          equ 1 << 31     ; paging on
CR4_PAE         equ 1 << 5      ; page-table entries of 64 bits
MSR_EFER        equ 0xC0000080  ; extended feature enable register
EFER_LME        equ 1 << 8      ; long mode as soon as paging is on

PTE_PRESENT     equ 1 << 0
PTE_WRITABLE    equ 1 << 1
PTE_LARGE       equ 1 << 7      ; in a page directory: a 2 MB page, no table below

        bits 16
        org 0x7C00

;--------------------------------------------------------------- real mode ----

start:
        jmp 0x0000:real_mode    ; CS = 0, whatever the firmware chose

real_mode:
        xor ax, ax
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov sp, STACK
        cld

        mov ax, 0x0003          ; video service 00h: 80 x 25 text, cleared
        int 0x10
        mov si, real_text
        call print16

; Is this processor able to run 64-bit code at all? (SDM vol. 2A, CPUID)
        mov eax, 0x80000001
        cpuid
        bt edx, 29              ; the LM bit, into the carry flag
        jnc no_long_mode

; Address line 20 is held at zero after reset, for programs of the 1980s which
; expect that 1 MB + x means x. Port 0x92 lets it go.
        in al, 0x92
        or al, 2
        out 0x92, al

; Step one. The interrupt vectors of real mode mean nothing from here on, so
; interrupts go off first, and stay off.
        cli
        lgdt [gdt_register]
        mov eax, cr0
        or eax, CR0_PE
        mov cr0, eax
; Now CR0.PE is 1, but CS still holds what real mode left there: this is 16-bit
; code in protected mode. Only a far jump loads CS from the GDT.
        jmp CODE32:protected_mode

no_long_mode:
        mov si, no_long_mode_text
        call print16
.halt:
        cli
        hlt
        jmp .halt

; Prints the text at DS:SI up to its zero byte. Changes AX, BX and SI.
print16:
        lodsb
        test al, al
        jz .done
        out DEBUG_PORT, al
        mov ah, 0x0E            ; video service 0Eh: print AL and move on
        mov bx, 0x0007
        int 0x10
        jmp print16
.done:
        ret

;---------------------------------------------------------- protected mode ----

        bits 32
protected_mode:
        mov ax, DATA            ; the other segments want new selectors too
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov esp, STACK

        mov esi, protected_text
        mov edi, SCREEN + 1 * ROW
        call print32

; Step two: page tables. Long mode cannot run without. Three tables, all zero
; but for their first entry, map addresses 0 to 2 MB to themselves, so the code
; under our feet stays where it is when paging comes on.
        mov edi, PML4
        xor eax, eax
        mov ecx, 3 * 4096 / 4
        rep stosd
        mov dword [PML4], PDPT | PTE_PRESENT | PTE_WRITABLE
        mov dword [PDPT], PD | PTE_PRESENT | PTE_WRITABLE
        mov dword [PD], 0 | PTE_PRESENT | PTE_WRITABLE | PTE_LARGE

; The order of the next steps is prescribed: PAE, then CR3, then EFER.LME, then
; paging (SDM vol. 3A, "Initializing IA-32e Mode").
        mov eax, cr4
        or eax, CR4_PAE
        mov cr4, eax

        mov eax, PML4
        mov cr3, eax

        mov ecx, MSR_EFER
        rdmsr
        or eax, EFER_LME
        wrmsr

        mov eax, cr0
        or eax, CR0_PG
        mov cr0, eax
; Long mode is active now (EFER.LMA is 1), but CS is still a 32-bit segment:
; this is compatibility mode. Once more a far jump does the rest.
        jmp CODE64:long_mode

; Prints the text at ESI up to its zero byte to the screen at EDI.
; Changes EAX, ESI and EDI.
print32:
        mov ah, 0x0E            ; yellow on black
.next:
        lodsb
        test al, al
        jz .done
        out DEBUG_PORT, al
        cmp al, 10              ; the end of the line is for the port only
        je .next
        stosw                   ; character and colour
        jmp .next
.done:
        ret

;--------------------------------------------------------------- long mode ----

        bits 64
long_mode:
        xor eax, eax            ; writing EAX clears the upper half of RAX
        mov ds, eax             ; 64-bit code ignores the data segments, so
        mov es, eax             ; the null selector does for all of them
        mov ss, eax

        mov rax, 0x1122334455667788
        push rax                ; eight bytes: RSP goes down by 8
        pop rbx

        lea rsi, [rel long_text]
        mov edi, SCREEN + 2 * ROW
        call print64

; Interrupts are off since real mode, so nothing ends this sleep.
halt:
        hlt
        jmp halt

; Prints the text at RSI up to its zero byte to the screen at RDI.
; Changes RAX, RSI and RDI.
print64:
        mov ah, 0x0A            ; green on black
.next:
        lodsb
        test al, al
        jz .done
        out DEBUG_PORT, al
        cmp al, 10
        je .next
        stosw
        jmp .next
.done:
        ret

;-------------------------------------------------------------------- data ----

real_text:              db "Real mode: 16 bits", 13, 10, 0
no_long_mode_text:      db "This processor has no long mode", 13, 10, 0
protected_text:         db "Protected mode: 32 bits", 10, 0
long_text:              db "Long mode: 64 bits", 10, 0

; The global descriptor table. A descriptor is eight bytes (SDM vol. 3A, 3.4.5):
;
;       63      56 55 52 51 48 47     40 39            16 15             0
;      +----------+-----+-----+---------+----------------+----------------+
;      | base 31- | G D | lim |  access |  base 23-0     |   limit 15-0   |
;      |       24 | L   | 19- |         |                |                |
;      +----------+-----+-----+---------+----------------+----------------+
;
; Access 9A: present, ring 0, code, readable. 92: the same, data, writable.
; Flags C: limit counts 4 KB pages (G), 32-bit (D). Flags A: G and 64-bit (L).
        align 8
gdt:
        dq 0                            ; selector 0 is never a segment
CODE32  equ $ - gdt
        dq 0x00CF9A000000FFFF           ; base 0, limit 4 GB
DATA    equ $ - gdt
        dq 0x00CF92000000FFFF
CODE64  equ $ - gdt
        dq 0x00AF9A000000FFFF
gdt_end:

gdt_register:
        dw gdt_end - gdt - 1            ; last byte of the table
        dd gdt                          ; where it is

        times 510 - ($ - $$) db 0
        dw 0xAA55
