package dev.ringside.engine.debug;

import dev.ringside.engine.kvm.KvmHosts;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The debugger's claims on KVM. What KVM cannot do is aborted with the reason.
class KvmDebuggerTest extends MachineDebuggerTest {
    @BeforeAll
    static void needsKvm() {
        KvmHosts.assumeUsable();
    }

    @Override
    String backend() {
        return "kvm";
    }

    @Test
    @Override
    @DisplayName("one iteration of REP, skipped where KVM emulates: it steps over all")
    void stepOverRunsAWholeStringInstructionAndStepIntoOneIteration() {
        KvmHosts.assumeRunsNatively("it steps over all iterations at once");
        super.stepOverRunsAWholeStringInstructionAndStepIntoOneIteration();
    }

    @Test
    @Override
    @DisplayName("fault chain, skipped on KVM: it tells only the shutdown")
    void tripleFaultStopsWithItsChain() {
        Assumptions.abort("KVM does not tell the faults before a triple fault");
    }

    @Test
    @Override
    @DisplayName("exception stops, skipped on KVM: exceptions do not leave the guest")
    void watchedExceptionStopsBeforeItsHandler() {
        Assumptions.abort("exceptions do not leave a KVM guest");
    }
}
