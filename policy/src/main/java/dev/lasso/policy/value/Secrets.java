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
    String[] names = path.split("/", -1);
    for (int i = 0; i < names.length - 1; i++) {
      if (DIRECTORIES.contains(names[i])) {
        return true;
      }
    }
    String name = names[names.length - 1].toLowerCase(Locale.ROOT);
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
    return name.endsWith(".env") || ENDINGS.stream().anyMatch(name::endsWith);
  }

  /** Whether an environment variable's name says that it holds one. */
  public static boolean isSecretVariable(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return VARIABLE_WORDS.stream().anyMatch(upper::contains) || upper.endsWith("_KEY");
  }
}
