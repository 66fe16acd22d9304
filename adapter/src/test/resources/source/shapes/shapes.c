/* A small freestanding program with one of everything that debug information describes. */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

enum colour { RED, GREEN = 5, BLUE };
enum flags { READ = 1, WRITE = 2, RUN = 4 };

struct node;

struct point {
    int x, y;
};

struct bits {
    unsigned a : 3;
    int b : 5;
    u64 c : 40;
    unsigned d : 7;
};

union word {
    u32 all;
    u8 bytes[4];
};

typedef int (*operation)(int, const struct point *);

struct node {
    const char *name;
    struct node *next;
    struct point where;
    struct bits bits;
    union word word;
    union {
        short low;
        long wide;
    };
    enum colour colour;
    operation work;
    volatile int *const seen;
    int grid[2][3];
    char text[8];
    _Bool ready;
    int tail[];
};

static int add(int n, const struct point *p) { return n + p->x + p->y; }

static volatile int seen = 7;
static struct node last = {
    "last", 0, {-1, 2}, {5, -3, 0x123456789aULL, 77}, {0xdeadbeef}, {-2}, BLUE, add, &seen,
    {{1, 2, 3}, {4, 5, 6}}, "abc\n", 1,
};
struct node first = {
    "first", &last, {10, 20}, {1, 2, 3, 4}, {1}, {0x7fff}, GREEN, add, &seen,
    {{6, 5, 4}, {3, 2, 1}}, "hello", 0,
};
float ratio = 1.5f;
double precise = -0.25;
enum flags mode = READ | RUN;
static const int table[4] = {11, 22, 33, 44};

static inline __attribute__((always_inline)) int scale(int value, int factor)
{
    int product = value * factor;
    seen = product; /* inlined */
    return product;
}

__attribute__((noinline)) static int visit(struct node *node, int depth)
{
    int sum = 0;
    for (struct node *at = node; at; at = at->next) {
        int here = at->work(depth, &at->where);
        sum += here;
    }
    sum += scale(sum, 3);
    seen = sum; /* stop */
    return sum;
}

__attribute__((noinline)) static int deeper(int level)
{
    u8 buffer[16];
    for (int i = 0; i < 16; i++)
        ((volatile u8 *)buffer)[i] = (u8)(i * level);
    if (level > 0)
        return deeper(level - 1) + buffer[level];
    return visit(&first, table[level + 1]);
}

void start(void)
{
    int result = deeper(2);
    __asm__ volatile("outb %b0, $0xf4" : : "a"(result & 1));
    for (;;)
        __asm__ volatile("hlt");
}
