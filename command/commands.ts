/** Every command, in the order of the help. */
import type { Command } from "./command.ts";
import { approveCommand } from "./commands/approve.ts";
import { ciBambooCommand } from "./commands/ci-bamboo.ts";
import { ciGithubCommand } from "./commands/ci-github.ts";
import { ciGitlabCommand } from "./commands/ci-gitlab.ts";
import { ciJenkinsCommand } from "./commands/ci-jenkins.ts";
import { completionCommand } from "./commands/completion.ts";
import { consoleCommand } from "./commands/console.ts";
import { deployCommand } from "./commands/deploy.ts";
import { diffCommand } from "./commands/diff.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { envApplyCommand } from "./commands/env-apply.ts";
import { envCheckCommand } from "./commands/env-check.ts";
import { envListCommand } from "./commands/env-list.ts";
import { envRemoveCommand } from "./commands/env-remove.ts";
import { envShowCommand } from "./commands/env-show.ts";
import { findingsCommand } from "./commands/findings.ts";
import { freshnessCommand } from "./commands/freshness.ts";
import { historyCommand } from "./commands/history.ts";
import { initCommand } from "./commands/init.ts";
import { inventoryCommand } from "./commands/inventory.ts";
import { inventoryReplayCommand } from "./commands/inventory-replay.ts";
import { planCommand } from "./commands/plan.ts";
import { playgroundCommand } from "./commands/playground.ts";
import { promoteCommand } from "./commands/promote.ts";
import { rehearseCommand } from "./commands/rehearse.ts";
import { rejectCommand } from "./commands/reject.ts";
import { releaseCommand } from "./commands/release.ts";
import { retireCommand } from "./commands/retire.ts";
import { rollbackCommand } from "./commands/rollback.ts";
import { rollingUpdateCommand } from "./commands/rolling-update.ts";
import { scaledownCommand } from "./commands/scaledown.ts";
import { snapshotCommand } from "./commands/snapshot.ts";
import { statusCommand } from "./commands/status.ts";
import { storyCommand } from "./commands/story.ts";
import { switchCommand } from "./commands/switch.ts";
import { upgradeCommand } from "./commands/upgrade.ts";
import { versionsCommand } from "./commands/versions.ts";
import { watchCommand } from "./commands/watch.ts";

export const commands: readonly Command[] = [
  upgradeCommand,
  deployCommand,
  switchCommand,
  scaledownCommand,
  releaseCommand,
  promoteCommand,
  rollingUpdateCommand,
  retireCommand,
  rollbackCommand,
  approveCommand,
  rejectCommand,
  statusCommand,
  watchCommand,
  consoleCommand,
  planCommand,
  doctorCommand,
  snapshotCommand,
  historyCommand,
  versionsCommand,
  inventoryCommand,
  inventoryReplayCommand,
  diffCommand,
  findingsCommand,
  freshnessCommand,
  initCommand,
  envCheckCommand,
  envApplyCommand,
  envListCommand,
  envShowCommand,
  envRemoveCommand,
  ciGithubCommand,
  ciGitlabCommand,
  ciJenkinsCommand,
  ciBambooCommand,
  rehearseCommand,
  playgroundCommand,
  storyCommand,
  completionCommand,
];
