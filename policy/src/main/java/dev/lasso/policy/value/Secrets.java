package dev.lasso.policy.value;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What looks as if it holds a secret, by its name alone. */
public final class Secrets {
  private static final Set<String> FILES =
      Set.of(
          ".env",
          ".envrc",
          ".netrc",
          "_netrc",
          ".pgpass",
          ".my.cnf",
          ".npmrc",
          ".pypirc",
          ".git-credentials",
          ".htpasswd",
          ".dockercfg",
          ".boto",
          ".s3cfg",
          ".vault-token",
          ".bash_history",
          ".zsh_history",
          ".python_history",
          ".node_repl_history",
          ".psql_history",
          ".mysql_history",
          "credentials",
          "credentials.json",
          "secrets.yml",
          "secrets.yaml",
          "secrets.json",
          "secret.json",
          "secrets.toml",
          "secrets.env",
          "kubeconfig",
          "shadow",
          "gshadow",
          "service-account.json",
          "terraform.tfstate",
          "terraform.tfvars",
          "master.key",
          "authorized_keys",
          "known_hosts");
  private static final Set<String> DIRECTORIES =
      Set.of(
          ".ssh",
          ".aws",
          ".azure",
          ".gnupg",
          ".kube",
          ".docker",
          ".password-store",
          "gcloud",
          ".lasso");
  private static final int SHORTEST_DIRECTORY =
      DIRECTORIES.stream().mapToInt(String::length).min().orElseThrow();
  private static final int LONGEST_DIRECTORY =
      DIRECTORIES.stream().mapToInt(String::length).max().orElseThrow();
  private static final List<String> ENDINGS =
      List.of(".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".ppk", ".asc", ".gpg");
  private static final List<String> SAMPLES =
      List.of(".example", ".sample", ".template", ".dist", ".defaults", ".schema");
  private static final List<String> VARIABLE_WORDS =
      List.of(
          "TOKEN",
          "SECRET",
          "PASSWORD",
          "PASSWD",
          "PASSPHRASE",
          "CREDENTIAL",
          "APIKEY",
          "API_KEY",
          "ACCESS_KEY",
          "PRIVATE_KEY",
          "AUTH");

  private Secrets() {}

  /** Whether a path looks as if it held one. */
  public static boolean isSecretFile(String path) {
    int start = 0;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
      int length = slash - start;
      if (length >= SHORTEST_DIRECTORY
          && length <= LONGEST_DIRECTORY
          && DIRECTORIES.contains(path.substring(start, slash))) {
        return true;
      }
      start = slash + 1;
    }
    String name = path.substring(start).toLowerCase(Locale.ROOT);
    if (FILES.contains(name) || DIRECTORIES.contains(name)) {
      return true;
    }
    if (name.startsWith(".env.")) {
      return SAMPLES.stream().noneMatch(name::endsWith);
    }
    if (name.startsWith("id_") && !name.endsWith(".pub")) {
      return Set.of("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "id_ecdsa_sk", "id_ed25519_sk")
          .contains(name);
    }
    if (name.endsWith(".env")) {
      return true;
    }
    for (String ending : ENDINGS) {
      if (name.endsWith(ending)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an environment variable's name says that it holds one. */
  public static boolean isSecretVariable(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    for (String word : VARIABLE_WORDS) {
      if (upper.contains(word)) {
        return true;
      }
    }
    return upper.endsWith("_KEY");
  }
}
