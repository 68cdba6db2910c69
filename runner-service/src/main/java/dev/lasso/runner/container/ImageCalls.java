package dev.lasso.runner.container;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.BuildResponseItem;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The engine's image calls. Methods block. */
final class ImageCalls {
  private static final int MAX_LINE = 300;
  private final EngineClient engine;

  ImageCalls(EngineClient engine) {
    this.engine = engine;
  }

  /** The image, if the engine has it. */
  Optional<ImageFacts> find(String reference) {
    return engine.guarded(() -> {
      try {
        InspectImageResponse image = engine.docker().inspectImageCmd(reference).exec();
        Map<String, String> env = new HashMap<>();
        String[] variables = image.getConfig() == null ? null : image.getConfig().getEnv();
        for (String variable : variables == null ? new String[0] : variables) {
          int equals = variable.indexOf('=');
          if (equals > 0) {
            env.put(variable.substring(0, equals), variable.substring(equals + 1));
          }
        }
        return Optional.of(new ImageFacts(String.valueOf(image.getId()), env));
      } catch (NotFoundException e) {
        return Optional.empty();
      }
    });
  }

  /** Fetches an image from its registry. */
  void pull(String reference, Duration deadline) {
    Outcome<PullResponseItem> outcome = new Outcome<>(item -> {});
    String name = reference.contains("@") || hasTag(reference) ? reference : reference + ":latest";
    boolean done =
        engine.guarded(() -> await(engine.docker().pullImageCmd(name).exec(outcome), deadline));
    String error = outcome.error();
    if (!done || error != null) {
      throw new EngineException(
          "the image %s is not here and could not be fetched: %s"
              .formatted(reference, error == null ? "it took too long" : error));
    }
  }

  private static boolean hasTag(String reference) {
    return reference.lastIndexOf(':') > reference.lastIndexOf('/');
  }

  /** Builds an image; the listener is told of each step, such as {@code 3/7}. */
  void build(
      ImageContext context, String base, String tag, Duration deadline, Consumer<String> onStep) {
    Outcome<BuildResponseItem> outcome =
        new Outcome<>(item -> {
          String line = item.getStream();
          if (line != null && line.startsWith("Step ")) {
            int end = line.indexOf(' ', "Step ".length());
            onStep.accept(line.substring("Step ".length(), end < 0 ? line.length() : end).strip());
          }
        });
    boolean done =
        engine.guarded(() ->
            await(
                engine
                    .docker()
                    .buildImageCmd(new ByteArrayInputStream(context.tar()))
                    .withBuildArg("BASE", base)
                    .withTags(Set.of(tag))
                    .withRemove(true)
                    .withForcerm(true)
                    .exec(outcome),
                deadline));
    String error = outcome.error();
    if (!done || error != null) {
      throw new EngineException(
          error == null ? "building took longer than " + deadline.toMinutes() + " minutes" : error);
    }
  }

  private static boolean await(ResultCallback.Adapter<?> callback, Duration deadline) {
    try {
      return callback.awaitCompletion(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (DockerException e) {
      return true; // the callback was told, and keeps it
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      closeQuietly(callback);
    }
  }

  private static void closeQuietly(ResultCallback.Adapter<?> callback) {
    try {
      callback.close();
    } catch (java.io.IOException e) {
      // nothing is read from it any more
    }
  }

  /** Follows a stream of progress and keeps what went wrong. */
  private static final class Outcome<T extends ResponseItem> extends ResultCallback.Adapter<T> {
    private final Consumer<T> onItem;
    private volatile @Nullable String error;
    private volatile String lastLine = "";

    Outcome(Consumer<T> onItem) {
      this.onItem = onItem;
    }

    @Override
    public void onNext(T item) {
      ResponseItem.ErrorDetail detail = item.getErrorDetail();
      if (detail != null) {
        String message = String.valueOf(detail.getMessage()).strip();
        error = cut(lastLine.isEmpty() ? message : message + " (after: " + lastLine + ")");
      } else if (item.getStream() != null && !item.getStream().isBlank()) {
        lastLine = cut(item.getStream().strip());
      }
      onItem.accept(item);
    }

    @Override
    public void onError(Throwable failure) {
      if (error == null) {
        error = cut(EngineClient.reason(failure));
      }
      super.onError(failure);
    }

    private static String cut(String line) {
      return line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "...";
    }

    @Nullable String error() {
      return error;
    }
  }
}
