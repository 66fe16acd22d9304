#include "console.h"

#define COLUMNS 80
#define ROWS 25

/* Registers of a 16550 serial port, as distances from its first port. */
#define COM1 0x3F8
#define COM_DATA 0
#define COM_INTERRUPTS 1
#define COM_FIFO 2
#define COM_LINE_CONTROL 3
#define COM_LINE_STATUS 5
#define COM_DIVISOR_LOW 0  /* while bit 7 of the line control is set */
#define COM_DIVISOR_HIGH 1 /* likewise */

/* A cell of the text screen. */
struct cell {
    u8 character;
    u8 colour;
};

static volatile struct cell *const screen = (volatile struct cell *)0xB8000;

static struct {
    u32 row;
    u32 column;
    u8 colour;
} cursor = {0, 0, 0x0F}; /* white on black */

static inline void out8(u16 port, u8 value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline u8 in8(u16 port)
{
    u8 value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

/* Sets the port to 115200 baud, 8 data bits, no parity, 1 stop bit; no interrupts. */
static void serial_init(void)
{
    out8(COM1 + COM_INTERRUPTS, 0);
    out8(COM1 + COM_LINE_CONTROL, 0x80); /* show the divisor */
    out8(COM1 + COM_DIVISOR_LOW, 1);     /* 115200 / 1 */
    out8(COM1 + COM_DIVISOR_HIGH, 0);
    out8(COM1 + COM_LINE_CONTROL, 0x03); /* 8 bits; hide the divisor */
    out8(COM1 + COM_FIFO, 0x07);         /* queues on, and empty */
}

static void serial_char(char c)
{
    while ((in8(COM1 + COM_LINE_STATUS) & 0x20) == 0)
        ; /* bit 5: the port can take a character */
    out8(COM1 + COM_DATA, (u8)c);
}

/* Moves every row up by one and clears the last. */
static void scroll(void)
{
    for (u32 i = 0; i < (ROWS - 1) * COLUMNS; i++)
        screen[i] = screen[i + COLUMNS];
    for (u32 i = (ROWS - 1) * COLUMNS; i < ROWS * COLUMNS; i++) {
        screen[i].character = ' ';
        screen[i].colour = cursor.colour;
    }
    cursor.row = ROWS - 1;
}

void console_init(void)
{
    serial_init();
    for (u32 i = 0; i < ROWS * COLUMNS; i++) {
        screen[i].character = ' ';
        screen[i].colour = cursor.colour;
    }
}

void console_char(char c)
{
    if (c == '\n') {
        serial_char('\r');
        cursor.column = 0;
        cursor.row++;
    } else {
        u32 at = cursor.row * COLUMNS + cursor.column;
        screen[at].character = (u8)c;
        screen[at].colour = cursor.colour;
        cursor.column++;
    }
    serial_char(c);
    if (cursor.column == COLUMNS) {
        cursor.column = 0;
        cursor.row++;
    }
    if (cursor.row == ROWS)
        scroll();
}

void console_text(const char *text)
{
    for (; *text; text++)
        console_char(*text);
}

void console_decimal(u32 value)
{
    if (value >= 10)
        console_decimal(value / 10);
    console_char((char)('0' + value % 10));
}

void console_hex(u32 value)
{
    console_text("0x");
    for (int shift = 28; shift >= 0; shift -= 4)
        console_char("0123456789abcdef"[(value >> shift) & 15]);
}
