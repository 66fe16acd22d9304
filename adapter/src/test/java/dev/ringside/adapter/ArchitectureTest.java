package dev.ringside.adapter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The adapter's packages form one order, and LSP4J stays at its top.
class ArchitectureTest {
    private static final String ADAPTER = "dev.ringside.adapter";

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(ADAPTER);
    }

    @Test
    void packagesImportOnlyWhatStandsBelowThem() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("main")
                .definedBy(ADAPTER)
                .layer("server")
                .definedBy(ADAPTER + ".server")
                .layer("request")
                .definedBy(ADAPTER + ".request")
                .layer("console")
                .definedBy(ADAPTER + ".console")
                .layer("session")
                .definedBy(ADAPTER + ".session")
                .layer("source")
                .definedBy(ADAPTER + ".source")
                .whereLayer("main")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("server")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("request")
                .mayOnlyBeAccessedByLayers("main", "server")
                .whereLayer("console")
                .mayOnlyBeAccessedByLayers("main", "server", "request")
                .whereLayer("session")
                .mayOnlyBeAccessedByLayers("main", "server", "request", "console")
                .check(classes);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(ADAPTER + ".(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void lsp4jStaysInServerAndRequest() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ADAPTER + ".server", ADAPTER + ".request")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.lsp4j..")
                .check(classes);
    }
}
