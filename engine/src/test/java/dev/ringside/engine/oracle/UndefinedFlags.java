package dev.ringside.engine.oracle;

import static dev.ringside.engine.state.Rflags.AF;
import static dev.ringside.engine.state.Rflags.CF;
import static dev.ringside.engine.state.Rflags.OF;
import static dev.ringside.engine.state.Rflags.PF;
import static dev.ringside.engine.state.Rflags.SF;
import static dev.ringside.engine.state.Rflags.ZF;

import dev.ringside.engine.state.Rflags;

/// Which status flags an instruction leaves undefined (SDM Vol. 1 appendix A and the instruction's
/// own page in Vol. 2), for hosts whose undefined flags the core does not reproduce.
final class UndefinedFlags {
    private UndefinedFlags() {}

    /// A superset: counts that leave flags alone or define OF are not told apart.
    static long of(Form form) {
        String opcode = form.opcode();
        return switch (opcode) {
            // AND, OR, XOR, TEST.
            case "08", "09", "0A", "0B", "0C", "0D" -> AF;
            case "20", "21", "22", "23", "24", "25" -> AF;
            case "30", "31", "32", "33", "34", "35" -> AF;
            case "84", "85", "A8", "A9" -> AF;
            // The groups whose ModRM.reg is open: some of the eight define what others do not.
            case "80", "81", "82", "83" -> AF;
            // Shifts and rotates: OF but for a count of 1, CF from the operand's width on.
            case "C0", "C1", "D0", "D1", "D2", "D3" -> AF | OF | CF;
            case "0FA4", "0FAC", "0FA5", "0FAD" -> Rflags.STATUS;
            case "F6", "F7" -> ofGroup3(form.reg());
            case "69", "6B", "0FAF" -> SF | ZF | AF | PF;
            case "0FA3", "0FAB", "0FB3", "0FBB", "0FBA" -> OF | SF | AF | PF;
            case "0FBC", "0FBD" -> CF | OF | SF | AF | PF;
            case "37", "3F" -> OF | SF | ZF | PF;
            case "27", "2F" -> OF;
            case "D4", "D5" -> OF | AF | CF;
            default -> 0;
        };
    }

    private static long ofGroup3(int reg) {
        return switch (reg) {
            case 0, 1 -> AF;
            case 4, 5 -> SF | ZF | AF | PF;
            case 6, 7 -> Rflags.STATUS;
            default -> 0;
        };
    }
}
