/** A release by its version, with the commit that it was built from. */
import type { ShownRelease } from "../snapshot.ts";
import { shortCommit } from "./words.ts";

/** Version and commit; the commit leads to its page where that is known. */
export const ReleaseName = ({ release }: { readonly release: ShownRelease }) => (
  <span class="release" title={release.imageId ?? undefined}>
    <b>{release.version}</b>
    {release.commit !== null &&
      (release.link === null ? (
        <code title={release.commit}>{shortCommit(release.commit)}</code>
      ) : (
        <a href={release.link} target="_blank" rel="noreferrer" title={release.commit}>
          <code>{shortCommit(release.commit)}</code>
        </a>
      ))}
  </span>
);
