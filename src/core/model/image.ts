import type { Place } from "../text/span.ts";

/** A hypervisor's image that a file of another tool puts on every host of a cluster; which cluster it does not say. */
export interface ClusterImage {
  readonly platform: string;
  /** As manifests write it: `8.0.2-22380479`. */
  readonly build: string;
  /** As the file writes it. */
  readonly written: string;
  readonly at: Place;
}
