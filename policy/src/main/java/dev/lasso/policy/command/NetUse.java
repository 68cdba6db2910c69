package dev.lasso.policy.command;

import dev.lasso.policy.net.Destination;
import dev.lasso.policy.net.Destinations;
import dev.lasso.policy.net.Target;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Piece;
import dev.lasso.policy.value.Shape;
import java.util.Set;

/** Where a program connects to, and what it sends there. */
final class NetUse {
  /** Programs that take a bare name for a host. */
  private static final Set<String> FETCHERS =
      Set.of("curl", "wget", "http", "https", "xh", "aria2c", "lynx");

  private final CommandTable table;
  private final Scene scene;
  private final Flow flow;
  private final ReadUse reads;

  NetUse(CommandTable table, Scene scene, Flow flow, ReadUse reads) {
    this.table = table;
    this.scene = scene;
    this.flow = flow;
    this.reads = reads;
  }

  void url(Field value) {
    String text = value.text();
    if (text != null) {
      boolean local =
          !FETCHERS.contains(table.program())
              && !text.contains("://")
              && text.indexOf(':') < 0
              && text.indexOf('@') < 0;
      if (local) {
        reads.read(value);
      } else {
        target(
            table.program().equals("git") ? Destinations.ofRemote(text) : Destinations.ofUrl(text));
      }
      return;
    }
    flow.send(value);
    String prefix = value.prefix();
    int authority = prefix.indexOf("://");
    int path = authority < 0 ? -1 : prefix.indexOf('/', authority + "://".length());
    if (path < 0) {
      flow.connect(new Destination.Unknown("the URL '" + value.shown() + "'"));
    } else {
      target(Destinations.ofUrl(prefix.substring(0, path + 1)));
    }
  }

  /** Where git gets or sends: a configured remote's name, or an address. */
  void repository(Field value) {
    String prefix = value.prefix();
    String text = value.text();
    if (text != null
        && (prefix.contains("://") || prefix.contains("::") || prefix.indexOf(':') > 0)) {
      target(Destinations.ofRemote(text));
    } else if (prefix.contains("://")) {
      url(value);
    } else if (prefix.startsWith("/") || prefix.startsWith(".") || prefix.startsWith("~")) {
      reads.read(value);
    } else if (text == null) {
      flow.connect(new Destination.Unknown("the repository '" + value.shown() + "'"));
    } else {
      flow.connect(new Destination.Configured("remote"));
    }
  }

  void host(Field value) {
    String text = value.text();
    flow.connect(
        text == null
            ? new Destination.Unknown("the host '" + value.shown() + "'")
            : Destinations.ofEndpoint(text));
  }

  private void target(Target target) {
    switch (target) {
      case Target.Remote remote -> flow.connect(remote.destination());
      case Target.LocalFile file -> reads.read(Field.of(file.path()));
    }
  }

  void remote(Field value) {
    String prefix = value.prefix();
    int colon = prefix.indexOf(':');
    int slash = prefix.indexOf('/');
    if (colon >= 0 && (slash < 0 || colon < slash)) {
      String text = value.text();
      target(Destinations.ofRemote(text == null ? prefix.substring(0, colon + 1) : text));
      flow.sendWhatWasRead();
    } else if (value.text() == null && prefix.isEmpty()) {
      flow.connect(new Destination.Unknown("the operand '" + value.shown() + "'"));
    } else {
      reads.read(value);
      flow.sendWhatWasRead();
    }
  }

  /** Data that is sent: itself, or what a file holds. */
  void upload(Field value) {
    flow.send(value);
    Field known = withoutEmpty(value);
    if (known.prefix().startsWith("@")) {
      Field path = known.from(1);
      flow.send((path.is("-") ? scene.stdin() : scene.read(path)));
    }
  }

  /** As it is where what stands at its beginning, and may be anything, is nothing. */
  private static Field withoutEmpty(Field value) {
    int from = 0;
    while (from + 1 < value.pieces().size()
        && value.pieces().get(from) instanceof Piece.Hole hole
        && hole.shape() == Shape.ANY) {
      from++;
    }
    return from == 0
        ? value
        : new Field(value.pieces().subList(from, value.pieces().size()), false);
  }
}
