#!/bin/sh
# The main job on a copy of sample-vault/: count once, then write a chapter further with the daemon running.
set -eu
milestoned=$(realpath "$1")
folder=$(mktemp -d "${TMPDIR:-/tmp}/milestoned-demo.XXXXXX")
export XDG_CACHE_HOME="$folder/cache" XDG_STATE_HOME="$folder/state" XDG_CONFIG_HOME="$folder/config"
daemon=""
trap '[ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true; rm -rf "$folder"' EXIT
vault="$folder/sample-vault"
cp -r sample-vault "$vault"
cd "$folder"

say() { printf '\n\033[1m$ %s\033[0m\n' "$*"; }
chapter="$vault/novel/chapters/02-the-gauge.md"

say "milestoned status sample-vault"
"$milestoned" status sample-vault

say "milestoned watch sample-vault &"
: >"$folder/log"
"$milestoned" watch sample-vault 2>>"$folder/log" &
daemon=$!
tries=0
until grep -q watching "$folder/log"; do
  tries=$((tries + 1)); [ "$tries" -lt 200 ] || { cat "$folder/log"; exit 1; }
  sleep 0.05
done
cat "$folder/log"

printf '\n# A writer adds a sentence to chapter two, in whatever editor, and saves:\n'
printf '\nShe closed the ledger, blew out the lamp, and went down to look at the water herself.\n' | tee -a "$chapter"
tries=0
until grep -q "02-the-gauge" "$folder/log"; do
  tries=$((tries + 1)); [ "$tries" -lt 200 ] || { cat "$folder/log"; exit 1; }
  sleep 0.05
done
sleep 0.5

say "head -n 16 novel/chapters/02-the-gauge.md     # a milestone reached, in the note itself"
head -n 16 "$chapter"
say "sed -n '/<!-- milestone -->/,/<!-- .milestone -->/p' novel/index.md     # and in the book's index"
sed -n '/<!-- milestone -->/,/<!-- .milestone -->/p' "$vault/novel/index.md"
kill "$daemon"; wait "$daemon" || true; daemon=""
say "milestoned update --check sample-vault     # nothing left to do"
"$milestoned" update --check sample-vault && echo "every note says what it should"
