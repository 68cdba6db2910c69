# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts share variables: see `lasso`, which loads them
# The image all built-in images start from. Pulled where a registry can be reached, made from Debian packages where not.

base_image=${LASSO_BASE_IMAGE:-debian:bookworm-slim}
base_work=

make_images() {
  ui_to 1
  case ${1:-base} in
    base) ;;
    *) die 2 "usage: ./lasso images [base]   (the other images are built by the node that needs them)" ;;
  esac
  assume_yes=1
  require_engine
  ensure_base_image
}

ensure_base_image() {
  local said patience=600
  step "base image $base_image"
  if "${engine[@]}" image inspect "$base_image" >/dev/null 2>&1; then
    step_ok "base image $base_image"
    return 0
  fi
  # where it can be made instead, a slow registry isn't waited for long
  if can_make_base; then patience=60; fi
  step_note "fetching the base image $base_image"
  if said=$(bounded "$patience" "${engine[@]}" pull -q "$base_image" 2>&1 </dev/null); then
    step_ok "fetched the base image $base_image"
    return 0
  fi
  if can_make_base; then
    make_base_image
    return 0
  fi
  step_failed "no base image"
  die 5 "the image $base_image is not here and could not be fetched: $(first_line "$said")" \
    "  Provide one of:" \
    "    LASSO_BASE_IMAGE=NAME ./lasso ...   any Debian-like image that the engine has or can pull" \
    "    ${engine[0]} load -i FILE           an image brought along as a file" \
    "    root (or sudo) on a Debian-like system, where this script makes one with debootstrap"
}

first_line() { printf '%s' "${1%%$'\n'*}"; }

# Only Debian's own name can be made from Debian's packages.
can_make_base() {
  [ "$base_image" = debian:bookworm-slim ] && have apt-get && [ "$(uname)" = Linux ] && may_be_root
}

# The host's own choice of Debian mirror, into $REPLY; empty where it has none (or isn't a Debian). Both of apt's formats.
host_mirror() {
  local id
  REPLY=
  # shellcheck source=/dev/null
  id=$(. /etc/os-release 2>/dev/null && echo "${ID:-}")
  [ "$id" = debian ] || return 0
  REPLY=$(
    { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null || true; } |
      awk '
        $1 == "deb" { sub(/\[[^]]*\]/, ""); if (!found && match($2, /^https?:/)) { print $2; found = 1 } }
        tolower($1) == "uris:" { for (i = 2; i <= NF; i++) if (!found && match($i, /^https?:/)) { print $i; found = 1 } }'
  )
}

make_base_image() {
  local log mirror proxy unpacked=0 line status
  step_note "the base image can't be fetched; making one from Debian packages (about a minute)"
  have debootstrap || install_parts debootstrap
  step "making the base image $base_image"
  log=$(log_file base-image.log)
  host_mirror
  mirror=$REPLY
  proxy=
  eval "$(apt-config shell proxy Acquire::http::Proxy 2>/dev/null || true)"
  base_work=$(as_root mktemp -d "/var/tmp/lasso-base.XXXXXX")
  on_exit remove_base_work
  set +e
  # shellcheck disable=SC2086 # no argument at all where there is no mirror
  as_root env ${proxy:+"http_proxy=$proxy"} debootstrap --variant=minbase bookworm "$base_work/root" ${mirror:+"$mirror"} \
    2>&1 </dev/null | while IFS= read -r line; do
    printf '%s\n' "$line" >&4
    case $line in
      'I: Retrieving '* | 'I: Validating '* | 'I: Extracting '* | 'I: Unpacking '* | 'I: Configuring '*)
        unpacked=$((unpacked + 1))
        step_tick "making the base image: ${line#I: }"
        if [ $((unpacked % 100)) -eq 0 ] && [ -z "$ui_live" ]; then step_note "making the base image: ${line#I: }"; fi
        ;;
    esac
  done 4>"$log"
  status=${PIPESTATUS[0]}
  set -e
  if [ "$status" -eq 0 ]; then
    slim_root "$base_work/root" >>"$log" 2>&1 && import_root "$base_work/root" >>"$log" 2>&1 || status=1
  fi
  remove_base_work
  if [ "$status" -ne 0 ]; then
    step_failed "making the base image failed; the end of $log:"
    show_tail "$log" 20
    die 5 "provide one another way: LASSO_BASE_IMAGE=NAME, or ${engine[0]} load -i FILE"
  fi
  step_ok "made the base image $base_image"
}

# Leaves out what no sandbox reads: package files and lists, manuals, translations. dpkg is told to do so from now on.
slim_root() {
  # shellcheck disable=SC2016 # expanded by the inner shell
  as_root sh -euc '
    cd "$1"
    cat >etc/dpkg/dpkg.cfg.d/slim <<END
path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
path-exclude /usr/share/man/*
path-exclude /usr/share/info/*
path-exclude /usr/share/locale/*
END
    rm -rf var/cache/apt/archives/*.deb var/cache/apt/*.bin var/lib/apt/lists/* var/log/*.log var/log/apt \
      usr/share/man usr/share/info usr/share/locale
    mkdir -p usr/share/man/man1 usr/share/locale
    find usr/share/doc -type f ! -name copyright -delete
    find usr/share/doc -type l ! -name copyright -delete
    find usr/share/doc -mindepth 1 -type d -empty -delete
    : >etc/machine-id
    rm -f etc/resolv.conf etc/hostname
  ' sh "$1"
}

import_root() {
  local name=$base_image
  # Podman would call a name without a registry its own, and Docker API clients would not find it
  case $engine_name in Podman*) name=docker.io/library/$base_image ;; esac
  as_root tar -C "$1" --numeric-owner -c . |
    "${engine[@]}" import -c 'CMD ["bash"]' -c 'LABEL dev.lasso.base=debootstrap' - "$name"
}

remove_base_work() {
  [ -n "$base_work" ] || return 0
  # debootstrap that was interrupted leaves its /proc mounted
  as_root umount "$base_work/root/proc" "$base_work/root/sys" 2>/dev/null || true
  as_root rm -rf --one-file-system "$base_work"
  base_work=
}
