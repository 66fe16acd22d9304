/* Text on the screen and on the first serial port. */
#ifndef CONSOLE_H
#define CONSOLE_H

#include "types.h"

void console_init(void);
void console_char(char c);
void console_text(const char *text);
void console_decimal(u32 value);
void console_hex(u32 value);

#endif
