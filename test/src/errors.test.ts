import { expect, it } from "vitest";
import * as errors from "../../src/errors.ts";

it("an error that means that nothing was touched, since what was asked for cannot be, is a refusal; no other is", () => {
  const { Refusal, ...named } = errors;
  const refusals = Object.values(named).filter((Named) => new Named("why") instanceof Refusal);
  expect(refusals.map(({ name }) => name).toSorted()).toEqual([
    "BeyondLimit",
    "CannotBake",
    "CannotPreview",
    "CannotRefresh",
    "EnvironmentBusy",
    "EnvironmentFrozen",
    "ForeignTargets",
    "HookNotCallable",
    "InvalidInput",
    "NameTaken",
    "NotAsRegistered",
    "NotOurs",
    "NotToApprove",
    "NothingToUndo",
    "OneSideOnly",
    "PlaceholderPortOpen",
    "RoleNotPassable",
    "SideBlocked",
    "UnknownEnvironment",
    "UnknownField",
    "WrongAccount",
  ]);
});
