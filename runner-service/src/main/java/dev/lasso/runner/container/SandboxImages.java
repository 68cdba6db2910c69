package dev.lasso.runner.container;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images that sandboxes start from: the built-in ones, which are built here, and any other by
 * reference.
 *
 * <p>Thread-safe. An image is made ready once, however many ask for it; one that failed is tried
 * again when it is asked for.
 */
public final class SandboxImages {
  /** The built-in images, in the order in which they are made ready. */
  public static final List<String> BUILT_IN = List.of("minimal", "development", "offline");

  private static final Logger log = LoggerFactory.getLogger(SandboxImages.class);
  private static final Duration PULL_DEADLINE = Duration.ofMinutes(10);
  private static final Duration BUILD_DEADLINE = Duration.ofMinutes(20);
  private static final Duration RETRY_AFTER = Duration.ofMinutes(1);
  private static final int MAX_REFERENCES = 256;

  private final ImageCalls images;
  private final BlockingCalls calls;
  private final Sources sources;
  private final Map<String, CompletableFuture<ImageFacts>> known = new ConcurrentHashMap<>();
  private final Map<String, String> progress = new ConcurrentHashMap<>();
  private final Map<String, Failure> failures = new ConcurrentHashMap<>();

  private record Failure(String problem, long nanos) {}

  /** One build at a time: they fight for the same network and disk. */
  private final BlockingCalls builds;

  /**
   * What the built-in images are built from.
   *
   * @param contexts folder with one context per image
   * @param base the image they start from
   * @param certificates folder of *.crt files that this machine's network needs
   */
  public record Sources(Path contexts, String base, @Nullable Path certificates) {}

  /** Nothing is built yet. */
  public SandboxImages(
      EngineClient engine, BlockingCalls calls, BlockingCalls builds, Sources sources) {
    this.images = new ImageCalls(engine);
    this.calls = calls;
    this.builds = builds;
    this.sources = sources;
  }

  /**
   * Starts to make ready what is missing of the built-in images. To be called again and again while
   * the engine is there; one that failed is left alone for a while.
   */
  public void prepare() {
    for (String name : BUILT_IN) {
      Failure failure = failures.get(name);
      if (failure == null || System.nanoTime() - failure.nanos() > RETRY_AFTER.toNanos()) {
        var _ = ready(name);
      }
    }
  }

  /** Why no built-in image can be used yet; null when one can. */
  public @Nullable String problem() {
    if (!usable().isEmpty()) {
      return null;
    }
    for (String name : BUILT_IN) {
      Failure failure = failures.get(name);
      if (failure != null) {
        return failure.problem();
      }
    }
    String step = preparing();
    return step == null ? "no image is ready yet" : "no image is ready yet: " + step;
  }

  /** The built-in images that can be used. */
  public List<String> usable() {
    return BUILT_IN.stream()
        .filter(name -> {
          CompletableFuture<ImageFacts> image = known.get(name);
          return image != null && image.isDone() && !image.isCompletedExceptionally();
        })
        .toList();
  }

  /** What is being built or fetched now, for people; null when nothing is. */
  public @Nullable String preparing() {
    for (String name : BUILT_IN) {
      String step = progress.get(name);
      if (step != null) {
        return step;
      }
    }
    return progress.values().stream().findFirst().orElse(null);
  }

  /**
   * Completes when the image can be used; fails with an {@link EngineException}. One that is gone
   * from the engine since is made ready again.
   */
  public CompletableFuture<ImageFacts> use(String name) {
    CompletableFuture<ImageFacts> image = ready(name);
    if (!image.isDone() || image.isCompletedExceptionally()) {
      return image;
    }
    return calls
        .call("looking for an image", Duration.ofSeconds(20), () -> images.find(image.join().id()))
        .thenCompose(found -> {
          if (found.isPresent()) {
            return CompletableFuture.completedFuture(found.get());
          }
          known.remove(name, image);
          return ready(name);
        });
  }

  private CompletableFuture<ImageFacts> ready(String name) {
    if (known.size() >= MAX_REFERENCES) {
      known.values().removeIf(CompletableFuture::isDone);
      failures.clear();
    }
    CompletableFuture<ImageFacts> mine = new CompletableFuture<>();
    CompletableFuture<ImageFacts> present = known.putIfAbsent(name, mine);
    if (present != null) {
      return present;
    }
    boolean builtIn = BUILT_IN.contains(name);
    if (builtIn) {
      progress.put(name, "image " + name + " waits for those before it");
    }
    var _ =
        (builtIn ? builds : calls)
            .call(
                "making the image ready",
                BUILD_DEADLINE.plus(PULL_DEADLINE),
                () -> builtIn ? build(name) : findOrPull(name))
            .handle((image, failure) -> {
              progress.remove(name);
              if (image != null) {
                failures.remove(name);
                mine.complete(image);
                return true;
              }
              EngineException problem = explained(name, failure);
              failures.put(
                  name, new Failure(String.valueOf(problem.getMessage()), System.nanoTime()));
              known.remove(name, mine);
              log.atWarn()
                  .addKeyValue("image", name)
                  .addKeyValue("problem", problem.getMessage())
                  .log("an image could not be made ready");
              mine.completeExceptionally(problem);
              return false;
            });
    return mine;
  }

  private static EngineException explained(String name, @Nullable Throwable failure) {
    if (failure == null) {
      return new EngineException("image " + name + " could not be made ready");
    }
    EngineException known = EngineException.of("it could not be made ready", failure);
    return new EngineException("image " + name + ": " + known.getMessage(), known);
  }

  private ImageFacts findOrPull(String reference) {
    return images.find(reference).orElseGet(() -> pull(reference, reference));
  }

  private ImageFacts pull(String key, String reference) {
    progress.put(key, "fetching image " + reference);
    images.pull(reference, PULL_DEADLINE);
    return images
        .find(reference)
        .orElseThrow(() -> new EngineException("the engine fetched it and does not have it"));
  }

  private ImageFacts build(String name) {
    long start = System.nanoTime();
    progress.put(name, "looking for image " + name);
    ImageContext context =
        ImageContext.read(sources.contexts().resolve(name), sources.certificates());
    ImageFacts base = findBase(name);
    String tag = "lasso/" + name + ":" + context.tag(base.id());
    Optional<ImageFacts> present = images.find(tag);
    if (present.isPresent()) {
      return present.get();
    }
    progress.put(name, "building image " + name);
    try {
      images.build(
          context,
          sources.base(),
          tag,
          BUILD_DEADLINE,
          step -> progress.put(name, "building image " + name + ": step " + step));
    } catch (EngineException e) {
      throw new EngineException(
          "building it failed: "
              + e.getMessage()
              + "; if packages could not be fetched, check the network of containers, and"
              + " LASSO_EXTRA_CA_DIR for the certificates of a proxy",
          e);
    }
    log.atInfo()
        .addKeyValue("image", tag)
        .addKeyValue("seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start))
        .log("built an image");
    return images
        .find(tag)
        .orElseThrow(() -> new EngineException("the engine built it and does not have it"));
  }

  private ImageFacts findBase(String name) {
    try {
      return images.find(sources.base()).orElseGet(() -> pull(name, sources.base()));
    } catch (EngineException e) {
      throw new EngineException(
          "no base image: "
              + e.getMessage()
              + "; './lasso images base' makes one, or set LASSO_BASE_IMAGE to a Debian-like image"
              + " the engine has",
          e);
    }
  }
}
