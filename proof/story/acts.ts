/** What happens in the story, in order. */
export interface Act {
  readonly title: string;
  readonly action: "upgrade" | "deploy" | "switch" | "scaledown" | "release";
  /** The file of the release, under `examples/`. */
  readonly release?: string;
  /** How it has to end. */
  readonly ends: "succeeded" | "rolled back";
  /** Said when it ended so. */
  readonly moral: string;
}

/** The status that an execution has then; a deployment that was undone did not succeed. */
export const expectedStatus = { succeeded: "SUCCEEDED", "rolled back": "FAILED" } as const;

export const acts: readonly Act[] = [
  {
    title: "Upgrade: a twin of everything is built beside the service; what users reach is not touched",
    action: "upgrade",
    ends: "succeeded",
    moral: "The service has two sides now, blue and green. Users get release 1 from blue; green is empty.",
  },
  {
    title: "Deploy release 2 on the idle side, where no user sees it",
    action: "deploy",
    release: "release-2.yml",
    ends: "succeeded",
    moral: "Green runs release 2, healthy and checked. Users still get release 1.",
  },
  {
    title: "Switch: all traffic, HTTP and HTTPS, to release 2",
    action: "switch",
    ends: "succeeded",
    moral: "Users get release 2.",
  },
  {
    title: "Scale down: release 1 finishes its last requests, and its instances go",
    action: "scaledown",
    ends: "succeeded",
    moral: "Blue is empty, ready for the next release.",
  },
  {
    title: "Deploy release 3, which is broken: its instances never become healthy",
    action: "deploy",
    release: "release-3.yml",
    ends: "rolled back",
    moral: "Release 3 was given up and undone. No user ever saw it; release 2 serves on.",
  },
  {
    title: "Release 4: it passes its checks and takes the traffic; then its health checks begin to fail",
    action: "release",
    release: "release-4.yml",
    ends: "rolled back",
    moral: "The traffic went back to release 2, and release 4 was undone.",
  },
];
