import { script } from "@bomb.sh/tab";

/** Prints what the shell is to run: it asks `sarcelle complete -- <words>` for each completion. */
export const printScript = (shell: "bash" | "zsh" | "fish"): number => {
  script(shell, "sarcelle", "sarcelle");
  return 0;
};
