package dev.lasso.policy.shell;

/** One text that is being parsed: the rules of the grammar, which need each other. */
final class Parsing {
  final Cursor in;
  final HereDocuments documents;
  final WordParser words;
  final ExpansionParser expansions;
  final ParameterParser parameters;
  final ArithmeticText arithmetic;
  final RedirectParser redirects;
  final CommandParser commands;
  final CompoundParser compounds;
  final TestParser tests;

  Parsing(Cursor in) {
    this.in = in;
    this.documents = new HereDocuments(this);
    this.words = new WordParser(this);
    this.expansions = new ExpansionParser(this);
    this.parameters = new ParameterParser(this);
    this.arithmetic = new ArithmeticText(this);
    this.redirects = new RedirectParser(this);
    this.commands = new CommandParser(this);
    this.compounds = new CompoundParser(this);
    this.tests = new TestParser(this);
  }

  /** Blanks, comments and newlines, with the here-documents that begin after one. */
  void skipNewlines() throws SyntaxException {
    in.skipBlanks();
    while (in.peek() == '\n') {
      documents.newline();
      in.skipBlanks();
    }
  }
}
