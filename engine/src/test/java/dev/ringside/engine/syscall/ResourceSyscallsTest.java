package dev.ringside.engine.syscall;

import static dev.ringside.engine.syscall.Surface.allows;
import static dev.ringside.engine.syscall.Surface.refuses;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.object.ResourceKind;
import dev.ringside.engine.object.Rights;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ResourceSyscallsTest {
    private static final int HYPERVISOR = ResourceKind.HYPERVISOR.code();

    @TestFactory
    Stream<DynamicTest> create() {
        return Stream.of(
                allows(
                        "everyKindWithoutARangeCanBeMade",
                        s -> {
                            for (ResourceKind kind : ResourceKind.values()) {
                                if (!kind.ranged()) {
                                    int _ = s.resource(kind);
                                }
                            }
                        }),
                refuses(
                        "staleParentIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.resource().create(s.stale(), HYPERVISOR, 0, 0, "")),
                refuses(
                        "parentWithoutWriteIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> {
                            int parent = s.without(s.kernel.rootResource(), Rights.WRITE);
                            s.zx.resource().create(parent, HYPERVISOR, 0, 0, "");
                        }),
                refuses(
                        "portAsParentIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.resource().create(s.zx.port().create(0), HYPERVISOR, 0, 0, "")),
                refuses(
                        "parentThatIsNotTheRootIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> s.zx.resource().create(s.hypervisor, HYPERVISOR, 0, 0, "")),
                refuses(
                        "unknownKindIsInvalid",
                        ZxStatus.INVALID_ARGS,
                        s -> s.zx.resource().create(s.kernel.rootResource(), 7, 0, 0, "")),
                refuses(
                        "rangeForAKindWithoutOneIsInvalid",
                        ZxStatus.INVALID_ARGS,
                        s -> s.zx.resource().create(s.kernel.rootResource(), HYPERVISOR, 0, 1, "")),
                refuses(
                        "nameOfThirtyTwoCharactersIsInvalid",
                        ZxStatus.INVALID_ARGS,
                        s ->
                                s.zx.resource()
                                        .create(
                                                s.kernel.rootResource(),
                                                HYPERVISOR,
                                                0,
                                                0,
                                                "n".repeat(32))),
                refuses(
                        "rangedKindIsNotSupported",
                        ZxStatus.NOT_SUPPORTED,
                        s -> s.resource(ResourceKind.MMIO)));
    }
}
