/*
 * A kernel that looks around and says what it found: how much memory there is,
 * and which planets are heavier than the Earth. The second part is there for you
 * to step through: a table of structures, a loop, a function that calls itself.
 */
#include "console.h"
#include "multiboot.h"

struct planet {
    const char *name;
    u32 mass;  /* Earth = 100 */
    u32 moons; /* known ones */
};

static const struct planet planets[] = {
    {"Mercury", 6, 0},       {"Venus", 82, 0},       {"Earth", 100, 1},
    {"Mars", 11, 2},         {"Jupiter", 31780, 95}, {"Saturn", 9520, 146},
    {"Uranus", 1450, 28},    {"Neptune", 1710, 16},
};

#define PLANETS (sizeof planets / sizeof planets[0])

/* Prints the ranges of memory that are free, and gives their size in KB. */
static u32 show_memory(const struct multiboot_info *info)
{
    u32 free_kb = 0;

    if ((info->flags & MULTIBOOT_HAS_MAP) == 0)
        return info->mem_lower + info->mem_upper;

    u32 at = info->map_address;
    while (at < info->map_address + info->map_length) {
        const struct multiboot_range *range = (const struct multiboot_range *)at;
        if (range->type == 1) {
            console_text("  ");
            console_hex((u32)range->address);
            console_text("  ");
            console_decimal((u32)(range->length >> 10));
            console_text(" KB\n");
            free_kb += (u32)(range->length >> 10);
        }
        at += range->size + 4;
    }
    return free_kb;
}

/* The planet with most moons among those from `first` on: compares the first one
 * with the best of the rest. */
static const struct planet *most_moons(u32 first)
{
    if (first == PLANETS - 1)
        return &planets[first];
    const struct planet *rest = most_moons(first + 1);
    return planets[first].moons >= rest->moons ? &planets[first] : rest;
}

static u32 show_heavy_planets(u32 mass)
{
    u32 count = 0;

    for (u32 i = 0; i < PLANETS; i++) {
        if (planets[i].mass > mass) {
            console_text("  ");
            console_text(planets[i].name);
            console_char('\n');
            count++;
        }
    }
    return count;
}

void kernel_main(u32 magic, const struct multiboot_info *info)
{
    console_init();
    console_text("Hello from a C kernel!\n");

    if (magic != MULTIBOOT_MAGIC) {
        console_text("Not started by a Multiboot loader: EAX was ");
        console_hex(magic);
        console_char('\n');
        return;
    }

    console_text("Free memory:\n");
    u32 free_kb = show_memory(info);
    console_text("  in all ");
    console_decimal(free_kb);
    console_text(" KB\n");

    console_text("Heavier than the Earth:\n");
    u32 heavy = show_heavy_planets(100);
    console_text("  in all ");
    console_decimal(heavy);
    console_char('\n');

    console_text("Most moons: ");
    console_text(most_moons(0)->name);
    console_char('\n');
}
