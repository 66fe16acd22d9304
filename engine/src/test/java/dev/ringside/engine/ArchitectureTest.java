package dev.ringside.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The engine's packages form one order, and each imports only what stands below it.
class ArchitectureTest {
    private static final String ENGINE = "dev.ringside.engine.";

    /// Top to bottom.
    private static final List<String> LAYERS =
            List.of(
                    "lockstep",
                    "vmm",
                    "debug",
                    "device",
                    "syscall",
                    "object",
                    "kvm",
                    "x86",
                    "x86.translate",
                    "x86.interpret",
                    "x86.semantics",
                    "x86.tlb",
                    "x86.apic",
                    "x86.decode",
                    "hypervisor",
                    "disassemble",
                    "paging",
                    "memory",
                    "state",
                    "base");

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.ringside.engine");
    }

    @Test
    void packagesImportOnlyWhatStandsBelowThem() {
        ArchRuleDefinition.classes().should(new ImportDownwards()).check(classes);
    }

    @Test
    void onlyVmmNamesABackend() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ENGINE + "vmm..", ENGINE + "x86..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ENGINE + "x86..")
                .check(classes);
    }

    @Test
    void onlyVmmNamesKvmWhichKnowsNoOtherBackend() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ENGINE + "vmm..", ENGINE + "kvm..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ENGINE + "kvm..")
                .check(classes);
    }

    @Test
    void coreReadsNoClockNoRandomNumberAndNoThread() {
        noClasses()
                .that()
                .resideInAPackage(ENGINE + "x86..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.time\\..*|java\\.util\\.SplittableRandom")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(classes);
    }

    @Test
    void onlyDisassembleAndKvmLinkNativeCode() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ENGINE + "disassemble", ENGINE + "kvm")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.Linker")
                .check(classes);
    }

    private static final class ImportDownwards extends ArchCondition<JavaClass> {
        ImportDownwards() {
            super("import only packages below their own");
        }

        @Override
        public void check(JavaClass from, ConditionEvents events) {
            int own = layer(from);
            from.getDirectDependenciesFromSelf()
                    .forEach(dependency -> {
                        JavaClass to = dependency.getTargetClass().getBaseComponentType();
                        if (to.getPackageName().startsWith(ENGINE) && layer(to) < own) {
                            events.add(
                                    SimpleConditionEvent.violated(
                                            from, dependency.getDescription()));
                        }
                    });
        }

        private static int layer(JavaClass type) {
            String name = type.getPackageName().substring(ENGINE.length());
            int layer = LAYERS.indexOf(name);
            if (layer < 0) {
                throw new AssertionError("package " + name + " has no place in the layers");
            }
            return layer;
        }
    }
}
