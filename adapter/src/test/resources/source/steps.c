#include "steps.h"

volatile int total;

__attribute__((noinline)) static int step(int n)
{
    total += twice(n);
    return total;
}

int start(void)
{
    for (int i = 0; i < 3; i++)
        step(i);
    return total;
}
