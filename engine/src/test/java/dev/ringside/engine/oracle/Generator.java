package dev.ringside.engine.oracle;

import static dev.ringside.engine.state.VcpuState.RBP;
import static dev.ringside.engine.state.VcpuState.RSP;

import dev.ringside.engine.state.Rflags;
import java.util.List;

/// Makes cases from a seed: instructions from the table of [Form]s with random prefixes, operands
/// and states that mostly hit the window.
///
/// Half of the cases are one instruction under TF, some of them random bytes; the others one to
/// three in a straight line with an INT3 behind, so that whole REP loops and flags carried from one
/// instruction to the next are seen too.
final class Generator {
    private static final List<Integer> DATA_32 = List.of(2, 3, 3, 3, 4, 5, 6, 7, 1, 10, 12);
    private static final List<Integer> DATA_16 = List.of(2, 2, 2, 2, 3, 4, 5, 6, 7, 1, 10);

    private final Rng random;
    private final InstructionBuilder builder;
    private final RandomCode randomCode;
    private final boolean single;
    private final List<Form> forms;
    private final List<Form> straight;
    private final boolean media;

    /// @param single never more than one instruction, so that flags the manuals leave undefined
    ///   cannot spread
    Generator(Rng random, Template template, boolean single) {
        this(random, template, single, Form.ALL);
    }

    /// @param forms what to make cases of
    Generator(Rng random, Template template, boolean single, List<Form> forms) {
        this.forms = forms;
        this.media = forms.stream().anyMatch(Form::media);
        this.straight =
                forms.stream().filter(form -> !form.has("b") && !form.has("frame")).toList();
        this.single = single;
        this.randomCode = new RandomCode(random);
        this.random = random;
        this.builder = new InstructionBuilder(random, template);
    }

    /// Fills in the next case.
    void next(CaseState test) {
        start(test);
        if ((test.rflags & Rflags.TF) == 0) {
            int count = single ? 1 : 1 + random.below(3);
            for (int i = 0; i < count; i++) {
                Form form = straight.get(random.below(straight.size()));
                if (i > 0 && form.has("alone")) {
                    break;
                }
                builder.append(test, form);
                if (form.has("alone")) {
                    break;
                }
            }
        } else if (!media && random.chance(15)) {
            randomCode.fill(test);
        } else {
            builder.append(test, forms.get(random.below(forms.size())));
        }
        finish(test);
    }

    /// Fills in a case of one instruction of `form`, under TF.
    void next(CaseState test, Form form) {
        start(test);
        test.rflags |= Rflags.TF;
        builder.append(test, form);
        finish(test);
    }

    private void start(CaseState test) {
        segments(test);
        registers(test);
        flags(test);
        int offset = 0x10 + random.below(0xF80);
        if (random.chance(3)) {
            offset = 0xFF0 + random.below(16);
        }
        test.codeAddress = Window.CODE + offset;
        test.rip = test.codeAddress - base(test.cs);
        test.codeLength = 0;
        test.undefinedFlags = 0;
        test.based = false;
        test.farCall = false;
        test.anyOrder = false;
        test.partial = false;
        test.media = null;
        test.mediaKind = MediaState.ANY;
        test.approximate = 0;
        test.undefinedStatus = 0;
        test.maskAddress = 0;
    }

    /// What does not fit in the code page stays away: the fetch faults there.
    private void finish(CaseState test) {
        int room = (int) (Window.END - test.codeAddress);
        test.codeLength = Math.min(test.codeLength, room);
        if (media) {
            test.fillMedia(random.next(), test.mediaKind);
        }
    }

    private void segments(CaseState test) {
        test.cs =
                switch (random.below(3)) {
                    case 0 -> Segments.CODE_64;
                    case 1 -> random.chance(60) ? Segments.CODE_32 : Segments.CODE_32_BASED;
                    default -> Segments.CODE_16;
                };
        boolean wide = test.bits() == 64;
        test.ss = wide ? Segments.DATA_FLAT : stack(test.bits());
        test.ds = data(test.bits());
        test.es = data(test.bits());
        test.fs = wide ? 0 : data(test.bits());
        test.gs = wide ? 0 : data(test.bits());
        test.fsBase = segmentBase();
        test.gsBase = segmentBase();
    }

    private long segmentBase() {
        return switch (random.below(3)) {
            case 0 -> 0;
            case 1 -> Window.BASE - random.below(0x1000);
            default -> random.next() << 16 >> 16;
        };
    }

    private int stack(int bits) {
        int choice = random.below(20);
        if (choice < 12) {
            return bits == 16 ? Segments.STACK_16 : Segments.DATA_FLAT;
        }
        return switch (choice) {
            case 12, 13 -> Segments.STACK_16;
            case 14 -> Segments.selector(5);
            case 15 -> Segments.selector(6);
            case 16 -> Segments.selector(10);
            default -> Segments.STACK_32;
        };
    }

    private int data(int bits) {
        if (random.chance(4)) {
            return 0;
        }
        if (bits == 16) {
            return Segments.selector(DATA_16.get(random.below(DATA_16.size())));
        }
        return random.chance(50)
                ? Segments.DATA_FLAT
                : Segments.selector(DATA_32.get(random.below(DATA_32.size())));
    }

    private void registers(CaseState test) {
        long mask = test.bits() == 64 ? -1L : 0xFFFFFFFFL;
        for (int i = 0; i < 16; i++) {
            test.gpr[i] = Template.value(random) & mask;
        }
        if (test.bits() != 64) {
            // Nothing there can see them.
            test.gpr[8] = 0;
        }
        long stack = Window.DATA + 0x800 + 8L * random.below(0x200);
        if (random.chance(8)) {
            stack = builder.target();
        } else if (random.chance(8)) {
            stack += random.below(8);
        }
        test.gpr[RSP] = stackOffset(test, stack);
        test.gpr[RBP] = random.chance(50) ? test.gpr[RSP] + random.below(64) : test.gpr[RBP];
        if (test.bits() != 64) {
            test.gpr[RBP] &= mask;
        }
    }

    private static long stackOffset(CaseState test, long linear) {
        if (test.bits() == 64) {
            return linear;
        }
        long offset = linear - base(test.ss);
        return test.smallStack() ? offset & 0xFFFF : offset & 0xFFFFFFFFL;
    }

    private void flags(CaseState test) {
        long flags = random.next() & Rflags.STATUS | Rflags.IF | Rflags.RESERVED_ONE;
        flags |= random.chance(30) ? Rflags.DF : 0;
        flags |= random.chance(4) ? Rflags.AC : 0;
        flags |= random.chance(3) ? Rflags.NT : 0;
        flags |= random.chance(10) ? Rflags.ID : 0;
        flags |= random.chance(50) ? Rflags.TF : 0;
        test.rflags = flags;
    }

    /// The base of a selector's segment, as 16- and 32-bit code sees it.
    static long base(int selector) {
        return (selector & 4) == 0 ? 0 : Segments.LDT.get(selector >> 3).base();
    }
}
