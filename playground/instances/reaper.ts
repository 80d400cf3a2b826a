import { spawn } from "node:child_process";

/** Sees to it that process groups die with this process, however it dies. */
export interface Reaper {
  watch(group: number): void;
  forget(group: number): void;
  stop(): void;
}

// Reads `+ <group>` and `- <group>`. The end of the input means that whoever wrote it is gone, SIGKILL included.
const script = `
groups=" "
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) case $groups in *" $group "*) groups="\${groups%% $group *} \${groups#* $group }" ;; esac ;;
  esac
done
for group in $groups; do kill -KILL "-$group" 2>/dev/null; done
`;

/** Starts a shell that outlives this process by a moment, in a session of its own so that Ctrl-C does not reach it. */
export const createReaper = (): Reaper => {
  const shell = spawn("/bin/sh", ["-c", script], { stdio: ["pipe", "ignore", "ignore"], detached: true, env: {} });
  shell.unref();
  // A reaper that cannot start, or is gone, must not take the playground down.
  shell.on("error", () => {});
  shell.stdin.on("error", () => {});
  return {
    watch: (group) => shell.stdin.write(`+ ${group}\n`),
    forget: (group) => shell.stdin.write(`- ${group}\n`),
    stop: () => shell.stdin.end(),
  };
};
