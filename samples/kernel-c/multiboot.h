/* What a Multiboot loader tells a kernel (Multiboot Specification 0.6.96, 3.3). */
#ifndef MULTIBOOT_H
#define MULTIBOOT_H

#include "types.h"

#define MULTIBOOT_MAGIC 0x2BADB002 /* EAX at the entry */

#define MULTIBOOT_HAS_MEMORY (1 << 0) /* mem_lower and mem_upper are valid */
#define MULTIBOOT_HAS_MAP (1 << 6)    /* map_length and map_address are valid */

/* The information. Fields after these are left out; the loader's is longer. */
struct multiboot_info {
    u32 flags;
    u32 mem_lower; /* KB from address 0 */
    u32 mem_upper; /* KB from 1 MB */
    u32 boot_device;
    u32 command_line;
    u32 module_count;
    u32 module_address;
    u32 symbols[4];
    u32 map_length; /* bytes */
    u32 map_address;
};

/* One range of memory. The next entry is `size + 4` bytes further. */
struct multiboot_range {
    u32 size; /* of the fields that follow */
    u64 address;
    u64 length;
    u32 type; /* 1: free to use */
} __attribute__((packed));

#endif
