package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.Inspector;
import dev.ringside.adapter.session.MemoryReference;
import dev.ringside.adapter.session.SessionException;
import java.util.Base64;
import org.eclipse.lsp4j.debug.WriteMemoryResponse;

/// Writes memory; page protection does not apply, ROM does.
public final class WriteMemoryHandler
        implements RequestHandler<Wire.WriteMemory, WriteMemoryResponse> {
    private final DebugSession session;

    public WriteMemoryHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public WriteMemoryResponse handle(Wire.WriteMemory arguments) throws SessionException {
        MemoryReference to =
                MemoryReference.parse(
                                Arguments.required("memoryReference", arguments.memoryReference()))
                        .plus(Wire.orZero(arguments.offset()));
        byte[] bytes = decode(Arguments.required("data", arguments.data()));
        Inspector inspector = session.inspectStopped();
        int vcpu = session.run().currentVcpu();
        boolean partial = Boolean.TRUE.equals(arguments.allowPartial());
        if (!partial) {
            requireAll(inspector, vcpu, to, bytes.length);
        }
        int written =
                inspector.debugger().write(to.kind(), vcpu, to.address(), bytes, 0, bytes.length);
        session.changed();
        if (written < bytes.length && !partial) {
            throw new SessionException(
                    "Only %d of %d bytes could be written at %s: the rest is ROM or not mapped."
                            .formatted(written, bytes.length, to.text()));
        }
        WriteMemoryResponse response = new WriteMemoryResponse();
        response.setOffset(0);
        response.setBytesWritten(written);
        return response;
    }

    private static void requireAll(Inspector inspector, int vcpu, MemoryReference to, int length)
            throws SessionException {
        int there = inspector.memory().read(to.kind(), vcpu, to.address(), length).run(0);
        if (there < length) {
            throw new SessionException(
                    "Nothing was written: no memory at %s.".formatted(to.plus(there).text()));
        }
    }

    private static byte[] decode(String data) throws SessionException {
        try {
            return Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            throw new SessionException("\"data\" is not Base64: " + e.getMessage());
        }
    }
}
