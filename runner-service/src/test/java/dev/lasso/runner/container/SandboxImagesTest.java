package dev.lasso.runner.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images built by a real engine. */
@Tag("slow")
class SandboxImagesTest {
  @TempDir Path directory;
  private EngineFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new EngineFixture(directory.resolve("home"));
  }

  @AfterEach
  void close() throws Exception {
    if (fixture != null) {
      fixture.close();
    }
  }

  private SandboxImages images(Path contexts, String base, @Nullable Path certificates) {
    return new SandboxImages(
        fixture.engine,
        fixture.calls,
        fixture.calls,
        new SandboxImages.Sources(contexts, base, certificates));
  }

  private Path context(String dockerfile) throws Exception {
    Path folder = Files.createDirectories(directory.resolve("images/minimal"));
    Files.writeString(folder.resolve("Dockerfile"), dockerfile);
    return directory.resolve("images");
  }

  private static ImageFacts await(CompletableFuture<ImageFacts> image) throws Exception {
    return image.get(100, TimeUnit.SECONDS);
  }

  @Test
  void theMinimalImageIsBuiltOnceAndSandboxesRunInIt() throws Exception {
    Path contexts = Path.of(System.getProperty("lasso.root", "..")).resolve("images");

    ImageFacts image = await(images(contexts, EngineFixture.IMAGE, null).use("minimal"));
    ImageFacts again = await(images(contexts, EngineFixture.IMAGE, null).use("minimal"));

    assertThat(again.id()).isEqualTo(image.id());
    assertThat(image.env()).containsEntry("LANG", "C.UTF-8");
    LiveSandbox sandbox =
        fixture
            .factory
            .create(
                new SandboxOrder(
                    fixture.newId(),
                    EngineFixture.profile(),
                    dev.lasso.contracts.Isolation.CONTAINER,
                    null,
                    java.util.Map.of()),
                image,
                fixture.facts)
            .get(60, TimeUnit.SECONDS);
    assertThat(EngineFixture.sh(sandbox, "id -u; id -un 1000; id -gn 1000"))
        .isEqualTo(EngineFixture.insider().uid() + "\nagent\nagent\n");
    assertThat(EngineFixture.sh(sandbox, "find / -xdev -perm /6000 -type f 2>/dev/null")).isEmpty();
  }

  @Test
  void certificatesOfThisMachinesNetworkAreInTheContext() throws Exception {
    Path certificates = Files.createDirectory(directory.resolve("certificates"));
    Files.writeString(certificates.resolve("proxy.crt"), "certificate");
    Files.writeString(certificates.resolve("notes.txt"), "not a certificate");
    Path contexts =
        context(
            "ARG BASE\nFROM ${BASE}\nCOPY ca* /ca/\nRUN ls /ca > /ls\nLABEL dev.lasso.test=1\n");
    SandboxImages images = images(contexts, EngineFixture.IMAGE, certificates);

    ImageFacts image = await(images.use("minimal"));

    LiveSandbox sandbox =
        fixture
            .factory
            .create(
                new SandboxOrder(
                    fixture.newId(),
                    EngineFixture.profile(),
                    dev.lasso.contracts.Isolation.CONTAINER,
                    null,
                    java.util.Map.of()),
                image,
                fixture.facts)
            .get(60, TimeUnit.SECONDS);
    assertThat(EngineFixture.sh(sandbox, "cat /ls")).isEqualTo("proxy.crt\n");
    fixture.factory.destroy(sandbox).get(60, TimeUnit.SECONDS);
    fixture.engine.docker().removeImageCmd(image.id()).withForce(true).exec();
  }

  @Test
  void anImageThatIsGoneFromTheEngineIsBuiltAgain() throws Exception {
    SandboxImages images =
        images(
            context("ARG BASE\nFROM ${BASE}\nLABEL dev.lasso.test=2\n"), EngineFixture.IMAGE, null);
    ImageFacts image = await(images.use("minimal"));
    fixture.engine.docker().removeImageCmd(image.id()).withForce(true).exec();

    ImageFacts again = await(images.use("minimal"));

    assertThat(new ImageCalls(fixture.engine).find(again.id())).isPresent();
    fixture.engine.docker().removeImageCmd(again.id()).withForce(true).exec();
  }

  @Test
  void aBuildThatFailsSaysAtWhatAndIsTriedAgain() throws Exception {
    SandboxImages images =
        images(
            context("ARG BASE\nFROM ${BASE}\nRUN echo nearly; false\n"), EngineFixture.IMAGE, null);

    assertThatThrownBy(() -> await(images.use("minimal")))
        .hasMessageContaining("building it failed")
        .hasMessageContaining("LASSO_EXTRA_CA_DIR");
    assertThat(images.problem()).contains("building it failed");

    context("ARG BASE\nFROM ${BASE}\nLABEL dev.lasso.test=3\n");
    ImageFacts image = await(images.use("minimal"));
    assertThat(images.problem()).isNull();
    fixture.engine.docker().removeImageCmd(image.id()).withForce(true).exec();
  }

  @Test
  void aMissingBaseImageSaysHowToGetOne() throws Exception {
    SandboxImages images =
        images(context("ARG BASE\nFROM ${BASE}\n"), "localhost:1/no-such-image:1", null);

    assertThatThrownBy(() -> await(images.use("minimal")))
        .hasMessageContaining("no base image")
        .hasMessageContaining("LASSO_BASE_IMAGE");
  }

  @Test
  void aMissingFolderSaysWhichSettingNamesIt() {
    SandboxImages images = images(directory.resolve("nowhere"), EngineFixture.IMAGE, null);

    assertThatThrownBy(() -> await(images.use("minimal"))).hasMessageContaining("LASSO_IMAGES");
  }

  @Test
  void anyOtherNameIsAReference() throws Exception {
    SandboxImages images = images(directory, EngineFixture.IMAGE, null);

    assertThat(await(images.use(EngineFixture.IMAGE)).id()).isEqualTo(fixture.image().id());
    assertThatThrownBy(() -> await(images.use("localhost:1/no-such-image")))
        .hasMessageContaining("could not be fetched");
  }
}
