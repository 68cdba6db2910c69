package dev.lasso.policy.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.BehaviorPolicy;
import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.Wire;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileTomlTest {
  private static final String LEAST = "name = \"mine\"\ndescription = \"d\"\n";

  @Test
  void whatIsNotSaidIsSafe() {
    Profile profile = valid(LEAST);

    assertThat(profile.commands().mode()).isEqualTo(Profile.ListMode.WHITELIST);
    assertThat(profile.commands().list()).isEmpty();
    assertThat(profile.network().mode()).isEqualTo(Profile.NetworkMode.NONE);
    assertThat(profile.isolation()).isEqualTo(Isolation.CONTAINER);
    assertThat(profile.limits().memoryBytes()).isEqualTo(512L << 20);
  }

  @Test
  void everySettingIsRead() {
    Profile profile =
        valid(
            LEAST
                + """
                image = "development"
                isolation = "gvisor"
                commands = { mode = "blacklist", list = ["ssh", "nc"] }
                env = { LANG = "C" }
                [network]
                mode = "restricted"
                allow = ["*.example.org"]
                [limits]
                memory = "1GiB"
                cpus = 1.5
                pids = 100
                open_files = 2048
                file_size = "2GiB"
                tmp = "1MiB"
                timeout = "90s"
                max_timeout = "2h"
                """);

    assertThat(profile.limits())
        .isEqualTo(
            new Profile.Limits(1L << 30, 1_500, 100, 2_048, 2L << 30, 1L << 20, 90_000, 7_200_000));
    assertThat(profile.commands().list()).containsExactly("nc", "ssh");
    assertThat(profile.network().allow()).containsExactly("*.example.org");
    assertThat(profile.env()).containsEntry("LANG", "C");
  }

  @Test
  void rulesOfBehaviorAreReadAndWhereNoneIsSaidThereIsNone() {
    assertThat(valid(LEAST).behavior()).isEqualTo(BehaviorPolicy.NONE);

    Profile profile =
        valid(
            LEAST
                + """
                [behavior.denials]
                window = "30s"
                warn = 5
                pause = 20
                [behavior.egress-after-secret]
                ask = 1
                """);

    assertThat(profile.behavior().rules())
        .containsExactly(
            new BehaviorPolicy.Rule(BehaviorPolicy.Signal.DENIALS, 30_000, 5, null, null, 20),
            new BehaviorPolicy.Rule(
                BehaviorPolicy.Signal.EGRESS_AFTER_SECRET, 60_000, null, 1, null, null));
  }

  @Test
  void aRuleOfBehaviorThatIsNoneIsReported() {
    List<ParsedProfile.Problem> problems =
        problems(
            LEAST
                + """
                [behavior.commands]
                window = "1m"
                [behavior.hosts]
                window = "5"
                block = 100000
                [behavior.denial]
                pause = 1
                """);

    assertThat(problems.stream().map(ParsedProfile.Problem::key))
        .containsExactlyInAnyOrder(
            "behavior.commands",
            "behavior.hosts.window",
            "behavior.hosts.block",
            "behavior.denial.pause");
  }

  @Test
  void everyProblemIsReportedAtOnceWithItsPlace() {
    List<ParsedProfile.Problem> problems =
        problems(
            """
            name = "Bad Name"
            isolation = "none"
            colour = "red"
            [commands]
            mod = "whitelist"
            list = ["ls", "ls", "/bin/cat", 7]
            [limits]
            memory = "lots"
            cpus = -1
            pids = "x"
            timeout = "2h"
            [env]
            "1A" = "x"
            """);

    assertThat(problems.stream().map(ParsedProfile.Problem::key))
        .contains(
            "name",
            "description",
            "isolation",
            "colour",
            "commands.mod",
            "commands.list",
            "limits.memory",
            "limits.cpus",
            "limits.pids",
            "limits.timeout",
            "env.1A");
    assertThat(problems)
        .filteredOn(p -> p.key().equals("commands.mod"))
        .first()
        .satisfies(p -> assertThat(p.message()).contains("commands.mode"))
        .satisfies(p -> assertThat(p.line()).isEqualTo(5));
    assertThat(problems).filteredOn(p -> p.key().equals("commands.list")).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "limits.memory,1KiB", "limits.memory,1TB", "limits.memory,99999999999TiB", "limits.timeout,0s",
    "limits.timeout,5", "limits.timeout,-5s", "limits.max_timeout,48h", "limits.tmp,''",
  })
  void quantitiesOutOfRangeOrWithoutAUnitAreRefused(String key, String value) {
    assertThat(problems(LEAST + key + " = \"" + value + "\"\n"))
        .extracting(ParsedProfile.Problem::key)
        .contains(key);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost",
    "https://example.org",
    "example.org:443",
    "EXAMPLE.org",
    "*.*.org",
    "a..b",
    "-a.b",
    "10.0.0.1/8",
    "*",
  })
  void whatIsNotAHostNameIsRefused(String host) {
    assertThat(problems(LEAST + "[network]\nmode = \"restricted\"\nallow = [\"" + host + "\"]\n"))
        .hasSize(1);
  }

  @Test
  void whatIsNotTomlIsRefusedWithItsPlace() {
    assertThat(problems("name = \n")).first().satisfies(p -> assertThat(p.line()).isEqualTo(1));
  }

  @Test
  void sameContentHasTheSameRevisionWhateverItsOrder() {
    Profile a = valid(LEAST + "commands.list = [\"a\", \"b\"]\n");
    Profile b = valid("description = \"d\"\ncommands.list = [\"b\", \"a\"]\nname = \"mine\"\n");
    Profile c = valid(LEAST + "commands.list = [\"a\"]\n");

    assertThat(ProfileToml.refOf(a)).isEqualTo(ProfileToml.refOf(b));
    assertThat(ProfileToml.refOf(a)).isNotEqualTo(ProfileToml.refOf(c));
  }

  @Test
  void noTextWhateverMakesItFail() {
    Random random = new Random(3);
    String seed = LEAST + "[limits]\nmemory = \"1GiB\"\ncpus = 1.5\n[env]\nA = \"b\"\n";
    int valid = 0;
    for (int i = 0; i < 3_000; i++) {
      StringBuilder text = new StringBuilder(seed);
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(0x180));
      }
      if (ProfileToml.parse(text.toString()) instanceof ParsedProfile.Valid ok) {
        valid++;
        assertThat(Wire.decode(Profile.class, Wire.encode(ok.profile())).name())
            .isEqualTo(ok.profile().name());
      }
    }
    assertThat(valid).isPositive();
  }

  private static Profile valid(String text) {
    ParsedProfile parsed = ProfileToml.parse(text);
    assertThat(parsed).isInstanceOf(ParsedProfile.Valid.class);
    return ((ParsedProfile.Valid) parsed).profile();
  }

  private static List<ParsedProfile.Problem> problems(String text) {
    ParsedProfile parsed = ProfileToml.parse(text);
    assertThat(parsed).isInstanceOf(ParsedProfile.Invalid.class);
    return ((ParsedProfile.Invalid) parsed).problems();
  }
}
