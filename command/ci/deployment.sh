# Starts one deployment of Sarcelle and follows it to its end. Needs a POSIX shell and the AWS CLI with credentials, and curl where a
# commit's status is to be set. It is told in variables:
#
#   SARCELLE_MACHINE       the ARN of the state machine
#   SARCELLE_ENVIRONMENT   the environment's name
#   SARCELLE_ACTION        deploy, switch, scaledown, rolling-update or rollback
#   SARCELLE_RUN           the CI's own id of this run: a job that is run again with the same one follows the deployment that it began
#   SARCELLE_RELEASE       of a deploy or rolling update: the release's file, as JSON
#   SARCELLE_TO            of a switch: blue or green
#   SARCELLE_UNDO          of a rollback, optional: the deployment to undo; it is refused unless that is the one that a rollback would undo
#   SARCELLE_REQUESTED_BY  who asks, or for whom
#   SARCELLE_OUTPUT        optional: a file to which deployment=NAME is added, and after a deploy side=blue or side=green
#   SARCELLE_SUMMARY       optional: a file to which how it ended is added, as Markdown
#   SARCELLE_STATUS        optional: github or gitlab, where a commit gets a status
#   SARCELLE_COMMIT        the commit that gets it
#   SARCELLE_RUN_URL       where that leads to
#   SARCELLE_GITLAB_TOKEN  optional: a token that sets it on GitLab, instead of the job's own
#   SARCELLE_PAUSE         optional: seconds between two looks, 10 by default
#
# Exit codes: 0 it succeeded, 1 it did not, 2 it was asked wrongly, 3 it could not be started, 4 it goes on and is not followed any more.
set -u

AWS_PAGER=""
export AWS_PAGER
name=""
execution=""
sleeper=""
began=$(date +%s)

# Each line begins with the time: so none can be taken for a command to the CI.
say() {
  printf '%s\n' "$*" | while IFS= read -r line; do printf '%s  %s\n' "$(date -u +%H:%M:%S)" "$line"; done
}

elapsed() {
  seconds=$(($(date +%s) - began))
  printf '%d:%02d min' $((seconds / 60)) $((seconds % 60))
}

wrong() {
  say "$*" >&2
  exit 2
}

# As a JSON string; control characters are left out.
quoted() {
  printf '"%s"' "$(printf '%s' "$1" | LC_ALL=C tr -d '\000-\037' | sed 's/\\/\\\\/g; s/"/\\"/g')"
}

how_to_go_on() {
  say "Follow it: sarcelle watch $SARCELLE_ENVIRONMENT $name, or run this job again: it follows the same deployment."
  [ "$SARCELLE_ACTION" = rollback ] || say "Undo it: sarcelle rollback $SARCELLE_ENVIRONMENT $name"
}

# Sets the commit's status: pending, success or failure, with a line of text. A deployment does not fail because of it.
status() {
  [ -n "${SARCELLE_STATUS-}" ] || return 0
  context="sarcelle/$SARCELLE_ENVIRONMENT/$SARCELLE_ACTION"
  # GitHub takes 140 characters.
  text=$(printf '%s' "$2" | LC_ALL=C tr '\n\t' '  ' | LC_ALL=C tr -cd '\040-\176' | cut -c 1-140)
  link=$(quoted "${SARCELLE_RUN_URL-}")
  case $SARCELLE_STATUS in
    github)
      url="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/statuses/$SARCELLE_COMMIT"
      header="Authorization: Bearer ${GITHUB_TOKEN-}"
      body="{\"state\":\"$1\",\"context\":$(quoted "$context"),\"description\":$(quoted "$text"),\"target_url\":$link}"
      ;;
    gitlab)
      url="$CI_API_V4_URL/projects/$CI_PROJECT_ID/statuses/$SARCELLE_COMMIT"
      if [ -n "${SARCELLE_GITLAB_TOKEN-}" ]; then header="PRIVATE-TOKEN: $SARCELLE_GITLAB_TOKEN"; else header="JOB-TOKEN: ${CI_JOB_TOKEN-}"; fi
      case $1 in pending) state=running ;; failure) state=failed ;; *) state=$1 ;; esac
      body="{\"state\":\"$state\",\"name\":$(quoted "$context"),\"description\":$(quoted "$text"),\"target_url\":$link,\"pipeline_id\":$CI_PIPELINE_ID}"
      ;;
    *) wrong "SARCELLE_STATUS is '$SARCELLE_STATUS'; expected github or gitlab." ;;
  esac
  # The token comes by standard input: arguments are for everybody to see.
  printf 'header = "%s"\n' "$header" |
    curl --config - --silent --show-error --fail --output /dev/null --max-time 20 --request POST \
      --header 'Content-Type: application/json' --data "$body" "$url" 2>"$scratch/curl" ||
    say "The commit's status could not be set: $(cat "$scratch/curl")"
}

# Whoever stops the job does not stop the deployment.
leave() {
  trap '' INT TERM HUP
  [ -z "$sleeper" ] || kill "$sleeper" 2>/dev/null
  say "$1 The deployment goes on."
  how_to_go_on
  status pending "It goes on, and is not followed any more: $1"
  exit 4
}

stopped() {
  if [ -z "$execution" ]; then
    say "This job was stopped. If it was just starting its deployment, that goes on; run the job again to see."
    exit 4
  fi
  leave "This job was stopped."
}

# The shell waits for a command to end before it hears a signal, but not for what runs beside it.
pause() {
  sleep "$1" &
  sleeper=$!
  wait "$sleeper"
  sleeper=""
}

# Runs the AWS CLI; its answer is in $answer, its error in $error. Empty is what AWS does not say.
ask() {
  answer=$(aws "$@" --output text 2>"$scratch/error")
  code=$?
  error=$(cat "$scratch/error")
  [ "$answer" != None ] || answer=""
  return $code
}

may_pass() {
  case $error in
    *Throttl* | *TooManyRequests* | *"Rate exceeded"* | *ServiceUnavailable* | *InternalFailure* | *InternalServerError* | \
      *InternalError* | *"Could not connect"* | *"timed out"* | *imeout* | *"Connection was closed"* | *"connection error"*) return 0 ;;
  esac
  return 1
}

is_about_credentials() {
  case $error in
    *ExpiredToken* | *InvalidClientTokenId* | *UnrecognizedClient* | *"Unable to locate credentials"* | *InvalidIdentityToken* | \
      *"Error when retrieving"* | *IDPRejectedClaim*) return 0 ;;
  esac
  return 1
}

# How long AWS may go without an answer, in seconds.
patience=900

# Whether a text is one JSON object and nothing after it, which would be taken for a part of the input.
is_one_object() {
  left=$(printf '%s' "$1" | LC_ALL=C tr '\n\r\t' '   ' | sed 's/\\.//g; s/"[^"]*"/_/g' | tr -d ' ')
  case $left in *'"'*) return 1 ;; '{'*'}') ;; *) return 1 ;; esac
  marks=$(printf '%s' "$left" | tr -cd '{}[]')
  depth=0
  while [ -n "$marks" ]; do
    case $marks in '{'* | '['*) depth=$((depth + 1)) ;; *) depth=$((depth - 1)) ;; esac
    marks=${marks#?}
    [ $depth -gt 0 ] || [ -z "$marks" ] || return 1
  done
  [ $depth -eq 0 ]
}

release_text() {
  [ -n "${SARCELLE_RELEASE-}" ] || wrong "A $SARCELLE_ACTION needs its release: SARCELLE_RELEASE names a JSON file."
  [ -r "$SARCELLE_RELEASE" ] || wrong "There is no file '$SARCELLE_RELEASE'. Expected the release's version, commit and imageId, as JSON."
  release=$(cat "$SARCELLE_RELEASE")
  is_one_object "$release" || wrong "'$SARCELLE_RELEASE' is not one JSON object. Expected { \"version\", \"commit\", \"imageId\" }."
  printf '%s' "$release"
}

input_text() {
  more=",\"action\":$(quoted "$SARCELLE_ACTION")"
  case $SARCELLE_ACTION in
    # Its machine does nothing else, so it takes no action.
    rollback) more=${SARCELLE_UNDO:+",\"deployment\":$(quoted "$SARCELLE_UNDO")"} ;;
    deploy | rolling-update) more="$more,\"release\":$(release_text)" || exit 2 ;;
    switch)
      case ${SARCELLE_TO-} in
        blue | green) more="$more,\"to\":\"$SARCELLE_TO\"" ;;
        *) wrong "A switch needs to be told where to: SARCELLE_TO is '${SARCELLE_TO-}'; expected blue or green, where the deploy put the release." ;;
      esac
      ;;
  esac
  [ -z "$caller" ] || more="$more,\"caller\":$(quoted "$caller")"
  printf '{"environment":%s,"requestedBy":%s%s}' \
    "$(quoted "$SARCELLE_ENVIRONMENT")" "$(quoted "$(printf '%s' "${SARCELLE_REQUESTED_BY-CI}" | cut -c 1-256)")" "$more"
}

# The deployment's name, by which a job that is run again finds it: 80 characters at most.
base_name() {
  run=$(printf '%s' "$SARCELLE_RUN" | LC_ALL=C tr -c 'A-Za-z0-9_-' '-')
  end="-$SARCELLE_ACTION-$run"
  # Room is left for the number of a later attempt.
  room=$((77 - ${#end}))
  if [ $room -lt 12 ]; then
    end="-$(printf '%s' "$SARCELLE_ACTION $run" | cksum | cut -d ' ' -f 1)"
    room=$((77 - ${#end}))
  fi
  if [ ${#SARCELLE_ENVIRONMENT} -le $room ]; then
    printf '%s%s' "$SARCELLE_ENVIRONMENT" "$end"
  else
    sum=$(printf '%s' "$SARCELLE_ENVIRONMENT" | cksum | cut -d ' ' -f 1)
    printf '%s-%s%s' "$(printf '%s' "$SARCELLE_ENVIRONMENT" | cut -c 1-$((room - ${#sum} - 1)))" "$sum" "$end"
  fi
}

execution_of() {
  printf '%s:%s' "$(printf '%s' "$SARCELLE_MACHINE" | sed 's/:stateMachine:/:execution:/')" "$1"
}

describe() {
  ask stepfunctions describe-execution --execution-arn "$1" --query "$2"
}

# Starts the deployment under its name. AWS starts a name once, however often it is asked to.
start_as() {
  asked=""
  until ask stepfunctions start-execution --state-machine-arn "$SARCELLE_MACHINE" --name "$1" --input "$input" --query executionArn; do
    case $error in *ExecutionAlreadyExists*) return 1 ;; esac
    : "${asked:=$(date +%s)}"
    if ! may_pass || [ $(($(date +%s) - asked)) -ge $patience ]; then
      say "It could not be started: $error" >&2
      status failure "It could not be started."
      exit 3
    fi
    say "AWS does not answer; asking again: $error"
    pause 10
  done
}

# Whether a rollback did what it was to do: it ends as a failure, so that nobody takes a release that was undone for one that is there.
is_undone() {
  [ "$SARCELLE_ACTION" = rollback ] || return 1
  describe "$execution" error && [ "$answer" = RolledBack ]
}

# Begins this run's deployment, or finds the one that it began before. One that failed is told, and tried anew under the next number.
begin() {
  base=$(base_name)
  attempt=1
  while :; do
    name=$base
    [ $attempt -eq 1 ] || name="$base-$attempt"
    if start_as "$name"; then
      execution=$answer
      say "$SARCELLE_ACTION of $SARCELLE_ENVIRONMENT runs: $execution"
      return
    fi
    execution=$(execution_of "$name")
    describe "$execution" status || leave "AWS does not say how '$name' is: $error"
    case $answer in
      RUNNING | SUCCEEDED)
        say "This run began it before: $execution"
        return
        ;;
    esac
    # Done anew, it would undo the deployment before that one.
    if is_undone; then
      say "This run undid it before: $execution"
      return
    fi
    say "'$name', which this run began before, ended as $answer. It is tried anew."
    execution=""
    attempt=$((attempt + 1))
    [ $attempt -le 20 ] || wrong "It was tried 20 times in this run. Start a new run."
  done
}

# What the deployment is at: the last task that was entered, and what the last one said.
telling=""
told_at=$began
tell() {
  ask stepfunctions get-execution-history --execution-arn "$execution" --reverse-order --no-paginate --query \
    "[events[?type=='TaskStateEntered'].stateEnteredEventDetails.name | [0], events[?type=='TaskStateExited'].stateExitedEventDetails.output | [0]]" || return 0
  state=$(printf '%s' "$answer" | cut -f 1)
  reason=$(printf '%s' "$answer" | cut -f 2 | sed -n 's/.*"reason":"\([^"]*\)".*/\1/p')
  line="$state${reason:+: $reason}"
  now=$(date +%s)
  if [ -n "$state" ] && [ "$state" != None ] && [ "$line" != "$telling" ]; then
    say "$line"
    telling=$line
    told_at=$now
  elif [ $((now - told_at)) -ge 60 ]; then
    # A CI may take a silent job for a dead one.
    say "still ${telling:-running}, after $(elapsed)"
    told_at=$now
  fi
}

follow() {
  silent=""
  while :; do
    if describe "$execution" status; then
      [ -z "$silent" ] || say "AWS answers again."
      silent=""
      [ "$answer" = RUNNING ] || return 0
      tell
    elif is_about_credentials; then
      leave "The credentials are not valid any more: $error."
    elif may_pass && [ $(($(date +%s) - ${silent:-$(date +%s)})) -lt $patience ]; then
      [ -n "$silent" ] || say "It goes on; AWS does not tell how: $error"
      : "${silent:=$(date +%s)}"
    else
      leave "AWS does not tell how it is: $error."
    fi
    pause "${SARCELLE_PAUSE-10}"
  done
}

output() {
  [ -z "${SARCELLE_OUTPUT-}" ] || printf '%s\n' "$1" >>"$SARCELLE_OUTPUT"
}

# How it ended, on the page of the run.
summary() {
  [ -n "${SARCELLE_SUMMARY-}" ] || return 0
  {
    printf '### %s %s: %s\n\n' "$SARCELLE_ENVIRONMENT" "$SARCELLE_ACTION" "$1"
    # In a block of code nothing of it is a link or a heading, whoever wrote it.
    printf '%s\n' "$2" | LC_ALL=C tr -cd '\012\040-\176' | fold -s -w 120 | sed 's/^/    /'
    printf '\nDeployment `%s`, %s.\n' "$name" "$(elapsed)"
  } >>"$SARCELLE_SUMMARY" || say "The summary could not be written."
}

undone() {
  describe "$execution" cause || answer="no cause was given"
  say "Undone: $answer"
  output "deployment=$name"
  summary Undone "$answer"
  status success "Undone: $answer"
}

succeeded() {
  describe "$execution" output || answer=""
  case $answer in
    *'"side":"blue"'*) side=blue ;;
    *'"side":"green"'*) side=green ;;
    *) side="" ;;
  esac
  reason=$(printf '%s' "$answer" | sed -n 's/.*"reason":"\([^"]*\)".*/\1/p')
  text="Succeeded after $(elapsed).${side:+ The release is on $side.}${reason:+ $reason}"
  say "$text"
  [ -z "$side" ] || say "Its users get it by a switch to $side."
  output "deployment=$name"
  [ -z "$side" ] || output "side=$side"
  summary Succeeded "$text"
  status success "$text"
}

failed() {
  end=$1
  describe "$execution" error || answer=""
  what=${answer:-$end}
  describe "$execution" cause || answer="no cause was given"
  why=$answer
  say "$what: $why" >&2
  say "See: sarcelle history $SARCELLE_ENVIRONMENT $name" >&2
  output "deployment=$name"
  summary "$what" "$why"
  status failure "$what: $why"
  exit 1
}

main() {
  for variable in SARCELLE_MACHINE SARCELLE_ENVIRONMENT SARCELLE_ACTION SARCELLE_RUN; do
    eval "value=\${$variable-}"
    [ -n "$value" ] || wrong "$variable is not set."
  done
  command -v aws >/dev/null || wrong "There is no AWS CLI: 'aws' is not found."

  scratch=$(mktemp -d) || exit 3
  trap 'rm -rf "$scratch"' EXIT
  trap stopped INT TERM HUP

  caller=""
  if ask sts get-caller-identity --query Arn; then caller=$answer; fi
  input=$(input_text) || exit 2
  begin
  say "If this job ends before it does, it goes on."
  how_to_go_on
  status pending "It runs."
  follow
  end=$answer
  if [ "$end" = SUCCEEDED ]; then succeeded; elif is_undone; then undone; else failed "$end"; fi
  exit 0
}

# A shell reads a script as it goes: what is written over while it runs must have been read to its end.
main
