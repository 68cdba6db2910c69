package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.net.Destination;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** The data of one use of a program: what it has read, what it sends, and where to. */
final class Flow {
  private final Scene scene;
  private final List<Destination> destinations = new ArrayList<>();
  private final EnumSet<Taint> sent = EnumSet.noneOf(Taint.class);
  private Data read = Data.NONE;
  private boolean hasRead;
  private boolean readsMade;
  private boolean runsCode;
  private boolean givenCode;

  Flow(Scene scene) {
    this.scene = scene;
  }

  /** Something more that it reads. */
  void add(Data data) {
    read = hasRead ? read.then(data) : data;
    hasRead = true;
    readsMade |= !data.isNone() && !data.has(Taint.FILE);
  }

  /** Whether it has read something that this line has made. */
  boolean readsMade() {
    return readsMade;
  }

  /** What it reads instead of anything before. */
  void replace(Data data) {
    read = data;
    hasRead = true;
  }

  /** What it has read of files, or of another program. */
  Data read() {
    return read;
  }

  boolean hasRead() {
    return hasRead;
  }

  /** What it works on: what it has read, or else standard input. */
  Data source() {
    return hasRead ? read : scene.stdin();
  }

  /** Goes out with the connections. */
  void send(Data data) {
    sent.addAll(data.taints());
  }

  void send(Field value) {
    sent.addAll(value.taints());
  }

  void sendWhatWasRead() {
    sent.addAll(read.taints());
  }

  void connect(Destination destination) {
    destinations.add(destination);
  }

  List<Destination> destinations() {
    return destinations;
  }

  /** Tells the connections, with what goes out. */
  void tell() {
    for (Destination destination : destinations) {
      scene.effect(new Effect.Connects(destination, sent));
    }
  }

  /** The code that it runs is in its arguments: it takes none from standard input. */
  void runGivenCode() {
    givenCode = true;
    runsCode = true;
  }

  boolean isGivenCode() {
    return givenCode;
  }

  void runCode() {
    runsCode = true;
  }

  /** Whether it runs code, which may do and print what the table doesn't say. */
  boolean runsCode() {
    return runsCode;
  }
}
