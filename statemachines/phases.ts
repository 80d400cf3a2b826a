/**
 * Where each state of the machines stands in what a person tells: phases, and in them stops. A loop of look, choice and wait is one stop,
 * which goes by the state that looks. `test/statemachines/phases.test.ts` holds it to the machines: each state has one place.
 */

/** The state that does the work, what it is called by people, and the states that belong to it. */
export interface ToldStop {
  readonly state: string;
  readonly says: string;
  readonly within?: readonly string[];
}

export interface ToldPhase {
  readonly name: string;
  readonly stops: readonly ToldStop[];
}

/** In the order in which a deployment goes through them; each action through some. */
export const toldPhases: readonly ToldPhase[] = [
  {
    name: "start",
    stops: [
      { state: "FindDeployment", says: "the deployment to undo is found" },
      { state: "Preflight", says: "all that can be known before is right" },
      { state: "AcquireLock", says: "the environment is locked for it" },
      { state: "EndHold", says: "an earlier hold is ended, if it is over" },
    ],
  },
  {
    name: "upgrade",
    stops: [
      { state: "CreateTargetGroups", says: "twin target groups" },
      { state: "OpenPlaceholders", says: "placeholder listeners" },
      { state: "CreateTwinGroup", says: "twin group" },
      { state: "CopyAlarms", says: "the twin's alarms" },
      { state: "ConfirmUpgrade", says: "the live side is what it was" },
    ],
  },
  {
    name: "deploy",
    stops: [
      { state: "EmptyIdleSide", says: "idle side taken to zero" },
      { state: "AwaitEmpty", says: "idle side is empty", within: ["IsEmpty", "WaitToEmpty"] },
      { state: "RegisterRelease", says: "launch template version" },
      { state: "LaunchRelease", says: "release launched" },
      { state: "AwaitHealthy", says: "becomes healthy", within: ["IsHealthy", "WaitToBecomeHealthy"] },
      { state: "OpenPreview", says: "preview opened" },
      { state: "RunChecks", says: "checks answer as expected", within: ["AreChecked", "WaitToCheck"] },
      { state: "RunHook", says: "the environment's hook agrees", within: ["HasPassed"] },
    ],
  },
  {
    name: "approval",
    stops: [{ state: "AwaitApproval", says: "people agree", within: ["IsApproved", "WaitForApproval"] }],
  },
  {
    name: "switch",
    stops: [
      { state: "MatchCapacity", says: "can carry the traffic of now", within: ["IsMatched", "WaitForCapacity"] },
      { state: "ClosePreview", says: "preview closed" },
      { state: "MoveTraffic", says: "traffic moves", within: ["IsMoved", "WaitToMove"] },
    ],
  },
  {
    name: "bake",
    stops: [{ state: "Bake", says: "fit under traffic, alarms quiet", within: ["IsBaked", "WaitToBake"] }],
  },
  { name: "confirm", stops: [{ state: "ConfirmTraffic", says: "all traffic is there, and the side is fit" }] },
  {
    name: "scale down",
    stops: [
      { state: "ScaleDown", says: "idle side taken to zero" },
      { state: "AwaitScaledDown", says: "idle side is empty", within: ["IsScaledDown", "WaitToScaleDown"] },
    ],
  },
  {
    name: "retire",
    stops: [
      { state: "DeleteTwin", says: "twin taken apart" },
      { state: "ClosePlaceholders", says: "placeholder listeners closed" },
      { state: "ForgetEnvironment", says: "registration taken away" },
    ],
  },
  {
    name: "rolling update",
    stops: [
      { state: "PrepareRefresh", says: "launch template version" },
      { state: "StartRefresh", says: "AWS begins to replace instances" },
      {
        state: "AwaitRefresh",
        says: "all instances run the release",
        within: ["IsRefreshed", "AskCluster", "WaitForRefresh"],
      },
      { state: "OpenGates", says: "no instance is held any more" },
    ],
  },
  { name: "complete", stops: [{ state: "Complete", says: "journal closed, lock freed" }] },
];

/** The rollback, which is a branch of whatever failed. */
export const toldRollback: readonly ToldStop[] = [
  { state: "BeginRollback", says: "journal taken over" },
  { state: "UndoChanges", says: "changes undone, newest first", within: ["IsRestored", "WaitToUndo"] },
  { state: "CloseRollback", says: "journal closed, lock freed" },
  { state: "WriteRunbook", says: "what is left to do is written down" },
];

/** How an execution ends. */
export const toldEnds: readonly string[] = ["Done", "Refused", "RolledBack", "RollbackFailed", "TakenOver"];

/** Questions of the machine to itself, between the stops: nothing happens in them. */
export const toldNowhere: readonly string[] = [
  "IsHeld",
  "ChooseAction",
  "IsToBeChecked",
  "IsToBeSwitched",
  "IsToBeMoved",
  "IsToScaleDown",
  "IsToStand",
  "IsToRetire",
];
