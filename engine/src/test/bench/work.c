/* The kinds of work of the comparison with other machines: one is chosen by WORK. */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long u64;

#define BUFFER ((u8 *)0x1000000)

volatile u64 sink;

void storm(u64 n);
void handler(void);
void modify(u64 n);
void real(u64 n);
extern u64 idt[];
extern u64 page_tables[];

static inline u64 next(u64 x)
{
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return x;
}

static void registers(void)
{
    u64 x = 88172645463325252UL, sum = 0;
    for (u64 i = 0; i < 200000000UL; i++) {
        x = next(x);
        if (x & 1) {
            sum += x;
            __asm__ volatile("" : "+r"(sum));
        } else {
            sum ^= i;
            __asm__ volatile("" : "+r"(x));
        }
        if (x & 6)
            sum ^= x >> 5;
    }
    sink = sum;
}

static __attribute__((noinline)) u64 fib(u64 n)
{
    if (n < 2)
        return n;
    __asm__ volatile("");
    return fib(n - 1) + fib(n - 2);
}

static void sort(long *a, long low, long high)
{
    while (low < high) {
        long pivot = a[(low + high) >> 1], i = low, j = high;
        while (i <= j) {
            while (a[i] < pivot)
                i++;
            while (a[j] > pivot)
                j--;
            if (i <= j) {
                long t = a[i];
                a[i++] = a[j];
                a[j--] = t;
            }
        }
        if (j - low < high - i) {
            sort(a, low, j);
            low = i;
        } else {
            sort(a, i, high);
            high = j;
        }
    }
}

static void calls(void)
{
    sink = fib(40);
    long *a = (long *)BUFFER;
    u64 x = 88172645463325252UL;
    for (int round = 0; round < 30; round++) {
        for (long i = 0; i < 300000; i++)
            a[i] = (long)(x = next(x));
        sort(a, 0, 299999);
    }
    sink = a[1000];
}

static void sieve(void)
{
    u8 *flags = BUFFER;
    u64 count = 0;
    for (int round = 0; round < 5; round++) {
        for (u64 i = 0; i < 8UL << 20; i++)
            flags[i] = 1;
        for (u64 i = 2; i < 8UL << 20; i++)
            if (flags[i]) {
                count++;
                for (u64 j = i + i; j < 8UL << 20; j += i)
                    flags[j] = 0;
            }
    }
    sink = count;
}

static void chase(void)
{
    u64 pages = 4096, stride = 4096 + 64;
    u64 at = 0;
    for (u64 i = 0; i < pages; i++) {
        u64 to = (i * 1663 + 1) % pages;
        *(u64 *)(BUFFER + i * stride) = (u64)(BUFFER + to * stride);
    }
    u64 *p = (u64 *)BUFFER;
    for (u64 i = 0; i < 200000000UL; i++)
        p = (u64 *)*p;
    sink = (u64)p + at;
}

static const u32 K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static inline u32 ror(u32 x, int n)
{
    return x >> n | x << (32 - n);
}

static void sha256(u32 h[8], const u8 *data)
{
    u32 w[64], s[8];
    for (int i = 0; i < 16; i++)
        w[i] = __builtin_bswap32(((const u32 *)data)[i]);
    for (int i = 16; i < 64; i++) {
        u32 a = ror(w[i - 15], 7) ^ ror(w[i - 15], 18) ^ w[i - 15] >> 3;
        u32 b = ror(w[i - 2], 17) ^ ror(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + a + w[i - 7] + b;
    }
    for (int i = 0; i < 8; i++)
        s[i] = h[i];
    for (int i = 0; i < 64; i++) {
        u32 e = ror(s[4], 6) ^ ror(s[4], 11) ^ ror(s[4], 25);
        u32 t = s[7] + e + ((s[4] & s[5]) ^ (~s[4] & s[6])) + K[i] + w[i];
        u32 a = ror(s[0], 2) ^ ror(s[0], 13) ^ ror(s[0], 22);
        u32 m = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        s[7] = s[6];
        s[6] = s[5];
        s[5] = s[4];
        s[4] = s[3] + t;
        s[3] = s[2];
        s[2] = s[1];
        s[1] = s[0];
        s[0] = t + a + m;
    }
    for (int i = 0; i < 8; i++)
        h[i] += s[i];
}

static void hashes(void)
{
    u32 table[256], h[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    for (u32 i = 0; i < 256; i++) {
        u32 c = i;
        for (int k = 0; k < 8; k++)
            c = c & 1 ? c >> 1 ^ 0xEDB88320 : c >> 1;
        table[i] = c;
    }
    for (u64 i = 0; i < 1UL << 20; i++)
        BUFFER[i] = (u8)(i * 7 + (i >> 8));
    u32 crc = ~0U;
    for (int round = 0; round < 200; round++)
        for (u64 i = 0; i < 1UL << 20; i++)
            crc = table[(crc ^ BUFFER[i]) & 0xFF] ^ crc >> 8;
    for (int round = 0; round < 60; round++)
        for (u64 i = 0; i < 1UL << 20; i += 64)
            sha256(h, BUFFER + i);
    sink = crc + h[0];
}

static void copies(void)
{
    for (int i = 0; i < 40; i++) {
        void *to = BUFFER, *from = BUFFER + (8 << 20);
        u64 n = 1 << 18;
        __asm__ volatile("rep stosq" : "+D"(to), "+c"(n) : "a"(i) : "memory");
        to = BUFFER + (16 << 20);
        n = 2 << 20;
        __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
    }
}

#ifdef SSE
static __attribute__((target("sse2"))) void matrix(void)
{
    typedef double pair __attribute__((vector_size(16)));
    double *a = (double *)BUFFER, *b = a + 128 * 128, *c = b + 128 * 128;
    for (int i = 0; i < 128 * 128; i++) {
        a[i] = i & 63;
        b[i] = i % 61;
    }
    for (int round = 0; round < 30; round++)
        for (int i = 0; i < 128; i++)
            for (int j = 0; j < 128; j += 2) {
                pair sum = {0, 0};
                for (int k = 0; k < 128; k++) {
                    pair x = {a[i * 128 + k], a[i * 128 + k]};
                    sum += x * *(pair *)&b[k * 128 + j];
                }
                *(pair *)&c[i * 128 + j] = sum;
            }
    sink = (u64)c[77];
}
#endif

static void interrupts(void)
{
    u64 at = (u64)handler;
    idt[0x100] = (at & 0xFFFF) | 8UL << 16 | 0x8EUL << 40 | (at >> 16 & 0xFFFF) << 48;
    idt[0x101] = at >> 32;
    storm(5000000);
}

static void tables(void)
{
    u64 sum = 0;
    for (u64 i = 0; i < 5000000UL; i++) {
        u64 page = 0x2000 + (i & 1023);
        page_tables[page] = (0x2000 + (i * 7 & 1023)) << 12 | 7;
        u8 *address = (u8 *)(page << 12);
        __asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
        sum += *(volatile u64 *)address;
    }
    sink = sum;
}

void work(void)
{
    switch (WORK) {
    case 0:
        break;
    case 1:
        registers();
        break;
    case 2:
        calls();
        break;
    case 3:
        sieve();
        break;
    case 4:
        chase();
        break;
    case 5:
        hashes();
        break;
    case 6:
        copies();
        break;
    case 7:
#ifdef SSE
        matrix();
#endif
        break;
    case 8:
        interrupts();
        break;
    case 9:
        tables();
        break;
    case 10:
        modify(200000);
        break;
    default:
        real(200);
        break;
    }
}
