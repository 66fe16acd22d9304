package dev.ringside.engine.state;

/// Exception vectors (SDM Vol. 3A 6.3.1, table 6-1).
public final class Vector {
    public static final int DE = 0;
    public static final int DB = 1;
    public static final int NMI = 2;
    public static final int BP = 3;
    public static final int OF = 4;
    public static final int BR = 5;
    public static final int UD = 6;
    public static final int NM = 7;
    public static final int DF = 8;
    public static final int TS = 10;
    public static final int NP = 11;
    public static final int SS = 12;
    public static final int GP = 13;
    public static final int PF = 14;
    public static final int MF = 16;
    public static final int AC = 17;
    public static final int MC = 18;
    public static final int XM = 19;
    public static final int VE = 20;
    public static final int CP = 21;

    private static final String[] NAMES = {
        "#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", "", "#TS", "#NP", "#SS",
        "#GP", "#PF", "", "#MF", "#AC", "#MC", "#XM", "#VE", "#CP"
    };

    private Vector() {}

    /// `#PF` for 14, `int 0x80` for vectors that are no exception.
    public static String name(int vector) {
        if (vector >= 0 && vector < NAMES.length && !NAMES[vector].isEmpty()) {
            return NAMES[vector];
        }
        return "int 0x%02x".formatted(vector);
    }

    /// Whether the processor pushes an error code (SDM Vol. 3A 6.3.1).
    public static boolean hasErrorCode(int vector) {
        return switch (vector) {
            case DF, TS, NP, SS, GP, PF, AC, CP -> true;
            default -> false;
        };
    }
}
