package dev.lasso.bench.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Lines as agents and their adversaries write them, from a seed. */
final class LineGrammar {
  private static final int MAX_DEPTH = 3;

  /**
   * %f a file, %d a directory, %n a new name, %p a pattern, %t any text, %# a number; %? see
   * perhaps.
   */
  private static final List<String> COMMANDS =
      List.of(
          "cat %f",
          "cat %f %f",
          "cat -n -- %f",
          "head -n %# %f",
          "head -c%# %f",
          "tail -n +%# %f",
          "tail -%# %f",
          "wc -l %f %f",
          "sort %f",
          "sort -u -o %n %f",
          "sort --output=%n %f",
          "sort -rk%# -t, %f",
          "uniq %f %n",
          "uniq -c %f",
          "cut -d, -f%# %f",
          "tr a-z A-Z < %f",
          "nl %f",
          "tac %f",
          "rev %f",
          "paste %f %f",
          "join %f %f",
          "comm %f %f",
          "diff %f %f",
          "cmp %f %f",
          "fold -w %# %f",
          "od -c %f",
          "grep -r %t %d",
          "grep -n %t %f",
          "grep -l -e %t %p",
          "grep -f %f %f",
          "grep --include=%p -r x %d",
          "egrep %t %f",
          "cp %f %n",
          "cp %f %d",
          "cp -r %d %n",
          "cp -a %d %d",
          "cp -t %d %f %f",
          "cp --target-directory=%d %f",
          "cp -b %f %f",
          "cp -S.bak -b %f %f",
          "cp --parents %f %d",
          "cp -l %f %n",
          "cp -s %f %n",
          "cp -T %f %n",
          "cp -u %f %f %d",
          "cp -rT %d %n",
          "mv %f %n",
          "mv %f %d",
          "mv -t %d %f %f",
          "mv -n %f %n",
          "mv -b %f %f",
          "mv %d %n",
          "mv -T %d %n",
          "mv -v %f %f %d",
          "rm %f",
          "rm -f %f %n",
          "rm -r %d",
          "rm -rf -- %n",
          "rm -d empty",
          "rm -v %p",
          "rmdir %d",
          "rmdir -p src/lib",
          "unlink %f",
          "ln %f %n",
          "ln -s %f %n",
          "ln -sf %f %n",
          "ln -s %d %n",
          "ln -st %d %f",
          "ln -sr %f %n",
          "ln -sfn %d %n",
          "ln %f",
          "link %f %n",
          "mkdir %n",
          "mkdir -p %n/deep/er",
          "mkdir -m 700 %n",
          "mkdir -pv %n/a %n/b",
          "touch %n",
          "touch %f",
          "touch -d yesterday %f",
          "touch -r %f %n",
          "touch -c %n",
          "tee %n",
          "tee -a %f %n",
          "truncate -s %# %f",
          "truncate -s0 %n",
          "truncate -r %f %n",
          "chmod 644 %f",
          "chmod u+x %f",
          "chmod -R go-w %d",
          "chmod --reference=%f %f",
          "install %f %n",
          "install -d %n/x",
          "install -D %f %n/y",
          "install -m 755 -t %d %f",
          "mktemp",
          "mktemp -d",
          "mktemp -p %d",
          "mktemp %n.XXXX",
          "mktemp -t a.XXXX",
          "split -l %# %f",
          "split -b %# %f part-",
          "split -l2 - %n",
          "csplit -f %n %f %#",
          "csplit %f /two/",
          "dd if=%f of=%n",
          "dd if=%f bs=%# count=%#",
          "dd of=%n if=/dev/zero count=1",
          "sed -n %#p %f",
          "sed -i s/a/b/ %f",
          "sed -i.bak -e s/o/0/g %f %f",
          "sed -e 's/x/y/w %n' %f",
          "sed 'r %f' %f",
          "sed -n '/o/w out.txt' %f",
          "sed -i '%#d' %p",
          "sed --in-place=~ s/t/T/ %f",
          "sed '$a x' %f",
          "sed '1r notes.txt' %f",
          "sed -s -n '$=' %f %f",
          "awk '{print $1}' %f",
          "awk -F, '{print > \"out.txt\"}' %f",
          "awk 'BEGIN{while((getline l<\"words\")>0) print l}'",
          "awk '{print >> $1\".x\"}' %f",
          "awk -f %f %f",
          "awk '{n++} END{print n}' %f",
          "find %d -name %t",
          "find %d -type f",
          "find . -name '*.c' -delete",
          "find %d -name '*.test' -exec cat {} +",
          "find %d -type f -exec cp {} %d \\;",
          "find %d -newer %f -print",
          "find . -maxdepth 1 -fprint %n",
          "find %d -empty -exec rmdir {} \\;",
          "find src -execdir touch {} \\;",
          "find %d -type f | xargs cat",
          "find %d -name '*.md' -print0 | xargs -0 wc -l",
          "ls %d | xargs -I{} echo {}",
          "echo %f | xargs rm",
          "xargs -a %f cat",
          "xargs touch < %f",
          "printf '%s\\n' a b | xargs -n1 mkdir",
          "tar cf %n %d",
          "tar czf %n.tgz -C %d .",
          "tar cf - %d | tar xf - -C %d",
          "tar --create --file=%n %f",
          "tar tf %f",
          "gzip -k %f",
          "gzip %f",
          "gzip -c %f > %n",
          "gzip -dc %f",
          "ls",
          "ls -la %d",
          "ls -R %d",
          "ls %p",
          "du -s %d",
          "stat %f",
          "file %f",
          "basename %f",
          "dirname %f",
          "readlink -f %f",
          "realpath %f",
          "seq %#",
          "expr %# + %#",
          "test -f %f",
          "[ -d %d ]",
          "[ %# -lt %# ]",
          "[[ -f %f ]]",
          "echo %t",
          "echo %p",
          "printf '%s\\n' %t %t",
          "printf -v out %s %n; touch \"$out\"",
          "pwd",
          "true",
          "false",
          ":",
          "date",
          "id -un",
          "uname -s",
          "env",
          "env A=1 ls %d",
          "env -u A cat %f",
          "env -u %t -u cat ls %d",
          "timeout 1 cat %f",
          "nice cat %f",
          "md5sum %f",
          "sha256sum -c %f",
          "cksum %f",
          "shuf -n1 -o %n %f",
          "shuf -e a b",
          "expand %f",
          "tsort %f",
          "xxd %f",
          "xxd %f %n",
          "patch -p0 < %f",
          "strings %f",
          "base64 %f",
          "base64 -d %f",
          "numfmt %#",
          "factor %#",
          "pr %f",
          "fmt %f",
          "ptx %f",
          "shred -u %f",
          "diff -r %d %d",
          "diff --to-file=%f %f",
          "zip -r %n %d",
          "unzip -l %f",
          "jq . %f",
          "cd %d",
          "cd %d && ls",
          "cd %d; cat main.c",
          "cd -",
          "pushd %d",
          "export A=%t",
          "unset A",
          "shift",
          "set -- %f %f",
          "set -e",
          "set -o noclobber",
          "shopt -s nullglob",
          "shopt -s dotglob",
          "umask 077",
          "alias x=ls",
          "trap 'rm -f %n' EXIT",
          "trap - INT",
          "hash -r",
          "type ls",
          "command cat %f",
          "command -v ls",
          "builtin echo %t",
          "exec 3> %n",
          "exec 3< %f; cat <&3",
          "exec cat %f",
          "wait",
          "let i=%#+1",
          "((i++))",
          "i=$((%#*2)); head -n $i %f",
          "mapfile -t a < %f; echo \"${a[0]}\"",
          "read x < %f; echo \"$x\"",
          "read -r a b <<< %t",
          "IFS=, read -r a b < data.csv; cat \"$a\"",
          "x=(%f %f); cat \"${x[1]}\"",
          "declare -a y=(%f); wc \"${y[@]}\"",
          "eval 'cat %f'",
          "eval cat %f",
          "bash -c 'cat notes.txt'",
          "bash -c 'touch \"$1\"' x %n",
          "sh -c 'echo a > out.txt'",
          "source %f",
          ". ./list.txt",
          "echo $RANDOM",
          "echo ${#HOME}",
          "echo ~",
          "echo ~agent/x",
          "cat {src/main,src/util}.c",
          "touch a{1..3}",
          "touch {x,y}/{a,b}",
          "echo $((0x%#))",
          "cat <(cat %f)",
          "diff <(sort %f) <(sort %f)",
          "tee >(cat > %n) < %f",
          "cat < %f > %n",
          "cat << E\n$(cat %f)\nE",
          "cat > %n << 'E'\n$(cat words)\nE",
          "cat <<- E\n\thi\n\tE",
          "cat <<< %t > %n",
          "echo x >| %n",
          "echo x &> %n",
          "echo x &>> %n",
          "echo x >& %n",
          "echo x >&2",
          "echo x 2> %n 1>&2",
          "ls nosuch 2>> %n",
          "> %n",
          ">> %f",
          "< %f",
          "cat <> %n",
          "exec > %n; echo hi",
          "{ echo a; echo b; } > %n",
          "(cd %d && touch here)",
          "echo x > %d/%t",
          "cd %d && echo x > y; cat y",
          "ln -s %d lnk; echo x > lnk/f",
          "ln -s %f lnk && echo x >> lnk",
          "ln -s /srv/shared lnk; touch lnk/f",
          "mv %d moved && touch moved/z",
          "mkdir -p q/r && cd q/r && touch s && cd .. && ls",
          "cp -r src dst && rm dst/main.c",
          "f=%f; cat \"$f\"; rm \"${f%.*}\"",
          "for f in %p; do cat \"$f\"; done",
          "for f in %f %f; do cp \"$f\" \"$f.bak\"; done",
          "for ((i=0;i<2;i++)); do touch n$i; done",
          "while read -r l; do echo \"$l\"; done < %f",
          "while read -r l; do cat \"$l\"; done < list.txt",
          "until true; do :; done",
          "case %t in h*) cat %f;; *) touch %n;; esac",
          "if [ -e %f ]; then rm %f; else touch %n; fi",
          "if ! grep -q x %f; then echo no > %n; fi",
          "g() { cat \"$1\"; }; g %f",
          "g() { local t=%n; touch \"$t\"; }; g",
          "g() { cd \"$1\"; }; g %d; touch in-it",
          "r=$(mktemp); echo x > \"$r\"; rm \"$r\"",
          "r=$(cat %f); echo \"$r\"",
          "r=`basename %f`; touch \"$r\"",
          "[[ %t =~ a.b ]] && cat %f",
          "echo %t | tee %n | cat",
          "cat %f | while read -r l; do touch n-$l; done",
          "ls | head -n %#",
          "sort %f | uniq -c | sort -rn | head",
          "! cat %f",
          "time cat %f",
          "cat %f & wait",
          "coproc cat %f");

  private final Random random;
  private final Words words;

  LineGrammar(Random random) {
    this.random = random;
    this.words = new Words(random);
  }

  /** A line. */
  String next() {
    return list(0);
  }

  private String list(int depth) {
    String line = statement(depth);
    while (words.oneIn(depth == 0 ? 3 : 4)) {
      line +=
          words.any(List.of("; ", " && ", " || ", " | ", "\n", " |& ", " ; ", " &&\n"))
              + statement(depth);
    }
    return line;
  }

  private String statement(int depth) {
    if (depth >= MAX_DEPTH || !words.oneIn(6)) {
      return simple();
    }
    int next = depth + 1;
    return switch (random.nextInt(15)) {
      case 0 -> "(" + list(next) + ")" + redirect();
      case 1 -> "{ " + list(next) + "\n}" + redirect();
      case 2 ->
          "if "
              + list(next)
              + "\nthen "
              + list(next)
              + "\nelse "
              + list(next)
              + "\nfi"
              + redirect();
      case 3 ->
          "for x in "
              + words.file()
              + " "
              + words.fresh()
              + "\ndo "
              + list(next)
              + "\ndone"
              + redirect();
      case 4 ->
          "for x in "
              + words.pattern()
              + "\ndo "
              + words.any(List.of("cat", "rm -f", "touch", "wc -l <"))
              + " \"$x\"; "
              + list(next)
              + "\ndone";
      case 5 -> "while " + list(next) + "\ndo " + list(next) + "\nbreak\ndone" + redirect();
      case 6 ->
          "case "
              + words.text()
              + " in\na*) "
              + list(next)
              + "\n;;\n"
              + words.text()
              + ") "
              + list(next)
              + "\n;&\n*) "
              + list(next)
              + "\n;;\nesac";
      case 7 -> "h() {\n" + list(next) + "\n}\nh " + words.file();
      case 8 -> "eval " + Words.single(list(next));
      case 9 -> "bash -c " + Words.single(list(next));
      case 10 -> "r=\"$(" + list(next) + ")\"";
      case 11 -> "cat <(" + list(next) + ")";
      case 12 -> "env -i PATH=/usr/bin bash -c " + Words.single(list(next));
      case 13 -> "[[ -n " + words.text() + " ]] && { " + list(next) + "\n}";
      default -> "! " + simple();
    };
  }

  private String simple() {
    String template = withPerhaps(words.any(COMMANDS));
    StringBuilder line = new StringBuilder();
    int at = 0;
    while (at < template.length()) {
      char c = template.charAt(at);
      char role = c == '%' && at + 1 < template.length() ? template.charAt(at + 1) : ' ';
      at += 2;
      switch (role) {
        case 'f' -> line.append(words.file());
        case 'd' -> line.append(words.directory());
        case 'n' -> line.append(words.fresh());
        case 'p' -> line.append(words.pattern());
        case 't' -> line.append(words.text());
        case '#' -> line.append(words.number());
        case '?' -> line.append(words.perhaps());
        default -> {
          line.append(c);
          at--;
        }
      }
    }
    boolean hereDocument = template.contains("<< ") || template.contains("<<- ");
    return words.takeBefore() + line + (hereDocument ? "\n" : redirect());
  }

  /** Now and then with a place more, at which there may be no word. */
  private String withPerhaps(String template) {
    boolean plain = template.chars().noneMatch(c -> "'\"|&;<>(){}$`".indexOf(c) >= 0);
    if (!plain || !words.oneIn(8)) {
      return template;
    }
    List<String> parts = new ArrayList<>(List.of(template.split(" ")));
    parts.add(random.nextInt(parts.size() + 1), "%?");
    return String.join(" ", parts);
  }

  private String redirect() {
    if (!words.oneIn(8)) {
      return "";
    }
    String redirect =
        switch (random.nextInt(9)) {
          case 0 -> " > " + words.fresh();
          case 1 -> " >> " + words.file();
          case 2 -> " 2> " + words.fresh();
          case 3 -> " < " + words.file();
          case 4 -> " 2>&1";
          case 5 -> " &> " + words.fresh();
          case 6 -> " <<< " + words.text();
          case 7 -> " 3>" + words.fresh() + " 1>&3";
          default -> " >| " + words.fresh() + " 2>/dev/null";
        };
    String before = words.takeBefore();
    // what a word of it needs comes too late: its variable is empty then, which is a case too
    return before.isEmpty() ? redirect : redirect + "\n" + before.strip();
  }
}
