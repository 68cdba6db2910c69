package dev.lasso.system;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** The layering that docs/architecture.md promises. */
@AnalyzeClasses(packages = "dev.lasso", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule dependenciesPointOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("contracts")
          .definedBy("dev.lasso.contracts..")
          .layer("policy")
          .definedBy("dev.lasso.policy..")
          .layer("kit")
          .definedBy("dev.lasso.kit..")
          .layer("broker")
          .definedBy("dev.lasso.kafka..")
          .layer("gateway")
          .definedBy("dev.lasso.gateway..")
          .layer("gate")
          .definedBy("dev.lasso.gate..")
          .layer("runner")
          .definedBy("dev.lasso.runner..")
          .layer("audit")
          .definedBy("dev.lasso.audit..")
          .layer("profile")
          .definedBy("dev.lasso.profile..")
          .layer("sdk")
          .definedBy("dev.lasso.sdk..")
          .layer("cli")
          .definedBy("dev.lasso.cli..")
          .layer("launcher")
          .definedBy("dev.lasso.launcher..")
          .optionalLayer("testkit")
          .definedBy("dev.lasso.testkit..")
          .whereLayer("launcher")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("gateway")
          .mayOnlyBeAccessedByLayers("launcher")
          .whereLayer("gate")
          .mayOnlyBeAccessedByLayers("launcher")
          .whereLayer("runner")
          .mayOnlyBeAccessedByLayers("launcher")
          .whereLayer("audit")
          .mayOnlyBeAccessedByLayers("launcher")
          .whereLayer("profile")
          .mayOnlyBeAccessedByLayers("launcher")
          .whereLayer("sdk")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("policy")
          .mayOnlyBeAccessedByLayers("gate", "profile", "cli")
          .whereLayer("broker")
          .mayOnlyBeAccessedByLayers("launcher", "testkit")
          .whereLayer("kit")
          .mayOnlyBeAccessedByLayers(
              "gateway", "gate", "runner", "audit", "profile", "launcher", "testkit");

  @ArchTest
  static final ArchRule contractsKnowNoTransport =
      noClasses()
          .that()
          .resideInAPackage("dev.lasso.contracts..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "org.apache.kafka..", "com.github.dockerjava..");

  @ArchTest
  static final ArchRule decidingIsPure =
      noClasses()
          .that()
          .resideInAnyPackage("dev.lasso..domain..", "dev.lasso.policy..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.vertx..", "org.apache.kafka..", "com.github.dockerjava..", "io.micrometer..");

  @ArchTest
  static final ArchRule clientsKnowNoService =
      noClasses()
          .that()
          .resideInAnyPackage("dev.lasso.sdk..", "dev.lasso.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "org.apache.kafka..", "com.github.dockerjava..");

  /** One class reads topics, one writes them; both are in service-kit. */
  @ArchTest
  static final ArchRule onlyTheKitTalksToKafka =
      noClasses()
          .that()
          .resideInAPackage("dev.lasso..")
          .and()
          .resideOutsideOfPackages("dev.lasso.kit..", "dev.lasso.kafka..", "dev.lasso.testkit..")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.or(
                  JavaClass.Predicates.assignableTo(Consumer.class),
                  JavaClass.Predicates.assignableTo(Producer.class),
                  JavaClass.Predicates.resideInAPackage("io.vertx.kafka..")));

  @ArchTest
  static final ArchRule timeIsInjectedWhereThingsAreDecided =
      noClasses()
          .that()
          .resideInAnyPackage("dev.lasso..domain..", "dev.lasso.policy..")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule servicesAreSmallAndFinal =
      classes()
          .that()
          .resideInAPackage("dev.lasso..")
          .and()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .and()
          .areNotAnonymousClasses()
          .should()
          .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
          .orShould()
          .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT)
          .orShould()
          .bePrivate();
}
