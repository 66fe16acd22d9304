package dev.ringside.engine.x86.tlb;

/// The translations of one VCPU, a set for each kind of access rights.
final class TranslationSets {
    private final long[] epochs = new long[1];
    final Translations user = new Translations(epochs);
    final Translations supervisor = new Translations(epochs);

    /// With SMAP on and RFLAGS.AC set.
    final Translations supervisorAc = new Translations(epochs);

    /// Never filled: every access takes the slow path, which checks alignment.
    final Translations none = new Translations(epochs);

    void flushAll() {
        user.flushAll();
        supervisor.flushAll();
        supervisorAc.flushAll();
    }

    /// Forgets one page.
    void flush(long linear) {
        user.flush(linear);
        supervisor.flush(linear);
        supervisorAc.flush(linear);
    }

    /// Makes stores to a host page miss.
    void dropWriteTags(long hostPage) {
        user.dropWriteTags(hostPage);
        supervisor.dropWriteTags(hostPage);
        supervisorAc.dropWriteTags(hostPage);
    }
}
