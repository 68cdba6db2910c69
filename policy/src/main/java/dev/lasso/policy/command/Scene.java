package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Where a program would run: what its model asks, and tells what it does. */
public interface Scene {

  /** Where a path leads from the working directory; more than one where that is not certain. */
  List<Location> locate(Field path);

  /** What it would read from its standard input. */
  Data stdin();

  /** What a file holds, as far as this line knows; also tells the effect. */
  Data read(Field path);

  /** Tells that only the mode, size, ... of a file is looked at. */
  void stat(Field path);

  /** Tells that a file gets this content. */
  void write(Field path, Data content);

  /** What a place holds, as far as this line knows, without an effect. */
  Data content(Location place);

  /** The texts that this line has put in a file, where they are known. */
  List<String> textsOf(Location place);

  /** What this line has put in single files at a place or beneath it, by their paths. */
  List<Map.Entry<String, Data>> writtenBeneath(Location place);

  /** Whether this line has written to a place. */
  boolean isWritten(Location place);

  /** Code in an interpreter that comes from some data: tells the effect. */
  void code(String language, Data source);

  /** Tells an effect. */
  void effect(Effect effect);

  /** Follows one use of a program: what is told meanwhile is an effect of that use. */
  Data using(Invocation invocation, Supplier<Data> use);

  /** Another command that it runs, by its words; what comes out of that. */
  Data run(List<Field> words, Data stdin);

  /** A script for the shell that it runs, with $0, $1 and so on; what comes out of that. */
  Data script(String text, Data stdin, List<Field> positional);

  /** The same for the plain shell, which is not bash. */
  Data posixScript(String text, Data stdin, List<Field> positional);

  /** The working directory of what it does from here on; ends with the program. */
  void changeDirectory(Field path);

  /** Where it may be now. */
  List<Location> directories();

  /** Goes back to where it was. */
  void directories(List<Location> before);

  /** Sets a variable in the environment of what it runs; ends with the program. */
  void setVariable(String name, Field value);

  /** A link that it makes. */
  void link(Field target, Field name);

  /** Whether there are links that this line has made. */
  boolean hasLinks();

  /** Whether a file is a link that this line has made, or a directory has such links in it. */
  boolean hasLinks(Field path);

  /** Such links are moved, copied or unpacked to here: where they lead is not known any more. */
  void loosenLinks(Field path);
}
