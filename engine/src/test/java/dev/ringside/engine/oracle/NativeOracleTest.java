package dev.ringside.engine.oracle;

import java.util.*;
import org.junit.jupiter.api.Test;

class NativeOracleTest {
    @Test
    void probe() throws Exception {
        try (NativeOracle o = new NativeOracle()) {
            CaseState c = new CaseState();
            Outcome r = new Outcome();
            Object[][] t = {
                {64, "4801d8", 0x302L},
                {64, "cc", 0x202L},
                {64, "0f05", 0x302L},
                {64, "f4", 0x302L},
                {64, "0f0b", 0x302L},
                {64, "8b00", 0x302L},
                {64, "8b04250010004090", 0x302L},
                {64, "890425001000409090", 0x302L},
                {16, "01d8", 0x302L},
                {16, "16", 0x302L},
                {16, "6689e0", 0x302L},
                {16, "90", 0x302L},
                {32, "0000", 0x302L},
                {32, "1e", 0x302L},
                {32, "8ed8", 0x302L},
                {64, "f390cc", 0x202L},
                {64, "0f01f9", 0x302L},
                {64, "9c", 0x302L},
                {64, "f3a4", 0x302L},
                {64, "8ed0", 0x302L},
                {16, "cf", 0x302L},
                {32, "cf", 0x302L},
                {64, "48cf", 0x302L},
                {64, "f1", 0x302L},
                {32, "62c0", 0x302L},
                {32, "ebfe", 0x202L}
            };
            for (Object[] x : t) {
                int b = (Integer) x[0];
                Arrays.fill(c.gpr, 0x1111111111L * b);
                c.cs = b == 64 ? 0x33 : b == 32 ? 0x23 : Segments.CODE_16;
                c.ss = b == 16 ? Segments.STACK_16 : 0x2B;
                c.ds = c.es = b == 16 ? Segments.STACK_16 : 0x2b;
                c.rflags = (Long) x[2];
                c.codeAddress = Window.CODE + 0x10;
                c.rip = b == 16 ? 0x4010 : Window.CODE + 0x10;
                c.gpr[4] = b == 16 ? 0x2800 : Window.DATA + 0x800;
                byte[] k = HexFormat.of().parseHex((String) x[1]);
                System.arraycopy(k, 0, c.code, 0, k.length);
                c.codeLength = k.length;
                c.gpr[6] = c.gpr[7] = Window.DATA + 64;
                c.gpr[1] = 2;
                if (b != 64) for (int i = 0; i < 16; i++) c.gpr[i] &= 0xffffffffL;
                o.put(0, c);
                int n = o.run(1);
                if (n == 0) {
                    System.out.println(b + " " + x[1] + " killed");
                    o.restart();
                    continue;
                }
                o.get(0, r);
                System.out.printf(
                        "%d %-18s v=%d err=%x cr2=%x rip=%x rax=%x rsp=%x fl=%x cs=%x ss=%x ds=%x es=%x fs=%x gs=%x %s%n",
                        b,
                        x[1],
                        r.vector,
                        r.errorCode,
                        r.cr2,
                        r.rip,
                        r.gpr[0],
                        r.gpr[4],
                        r.rflags,
                        r.cs,
                        r.ss,
                        r.ds,
                        r.es,
                        r.fs,
                        r.gs,
                        r.failure);
            }
            for (int tf = 0; tf < 2; tf++) {
                c.cs = 0x33;
                c.ss = 0x2b;
                c.rflags = tf == 1 ? 0x302 : 0x202;
                c.code[0] = 0x48;
                c.code[1] = 1;
                c.code[2] = (byte) 0xd8;
                c.code[3] = (byte) 0xcc;
                c.codeLength = 4;
                c.rip = c.codeAddress;
                for (int i = 0; i < 1000; i++) o.put(i, c);
                long s = System.nanoTime();
                for (int i = 0; i < 50; i++) o.run(1000);
                System.out.printf(
                        "tf=%d %.0f cases/s%n", tf, 50000 / ((System.nanoTime() - s) / 1e9));
            }
        }
    }
}
