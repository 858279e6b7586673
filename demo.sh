#!/bin/sh
# The main job on a copy of sample-vault/: count once, then write a chapter further with the daemon running.
set -eu
bin=$(cd "$(dirname "$1")" && pwd)
milestoned="$bin/$(basename "$1")"
cd "$(dirname "$0")"
folder=$(mktemp -d "${TMPDIR:-/tmp}/milestoned-demo.XXXXXX")
export HOME="$folder" XDG_CACHE_HOME="$folder/cache" XDG_STATE_HOME="$folder/state" XDG_CONFIG_HOME="$folder/config"
export XDG_DATA_HOME="$folder/data" XDG_RUNTIME_DIR="$folder/run"
mkdir -m 700 "$XDG_RUNTIME_DIR"
daemon=""
trap '[ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true; rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
vault="$folder/sample-vault"
cp -r sample-vault "$vault"
cd "$folder"

# What a person sees: the output of a terminal, also where this runs without one.
unset NO_COLOR
terminal='
import os, subprocess, sys, termios, tty

terminal, program = os.openpty()
tty.setraw(program)
termios.tcsetwinsize(program, (40, 100))
environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"}
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=program, env=environment)
os.close(program)
try:
    while data := os.read(terminal, 65536):
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
except OSError:
    pass  # all that wrote to the terminal have ended
sys.exit(child.wait())
'
say() { printf '\n\033[1m$ %s\033[0m\n' "$*"; }
show() { say "milestoned $*"; "$bin/python" -c "$terminal" "$milestoned" "$@"; }

# Wait until a file says something; 20 seconds at most.
wait_for() {
  tries=0
  until grep -q "$1" "$2"; do
    tries=$((tries + 1))
    [ "$tries" -lt 400 ] || { cat "$folder/log"; echo "milestoned: \`$1\` never came up in $2" >&2; exit 1; }
    sleep 0.05
  done
}

chapter="$vault/novel/chapters/02-the-gauge.md"
book="$vault/novel/index.md"

show update sample-vault
show status sample-vault

say "milestoned watch sample-vault &"
: >"$folder/log"
"$milestoned" watch sample-vault 2>>"$folder/log" &
daemon=$!
wait_for watching "$folder/log"
cat "$folder/log"
told=$(wc -l <"$folder/log")

printf '\n# A writer adds a sentence to chapter two, in whatever editor, and saves:\n'
printf '\nShe closed the ledger, blew out the lamp, and went down to look at the water herself.\n' | tee -a "$chapter"
wait_for "chapters/02-the-gauge.md.* 1,*504 " "$book"
wait_for "[Cc]hunk 3" "$folder/log"
tail -n "+$((told + 1))" "$folder/log"

say "head -n 16 novel/chapters/02-the-gauge.md     # a milestone reached, in the note itself"
head -n 16 "$chapter"
say "sed -n '/<!-- milestone -->/,/<!-- .milestone -->/p' novel/index.md     # and in the book's index"
sed -n '/<!-- milestone -->/,/<!-- .milestone -->/p' "$book"
kill "$daemon"
wait "$daemon" || true
daemon=""
show status sample-vault/novel
show today sample-vault
say "milestoned update --check sample-vault     # nothing left to do"
"$milestoned" update --check sample-vault && echo "every note says what it should"
