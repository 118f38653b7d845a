import type { ForeignFormat } from "../foreign.ts";
import { unreadText } from "../syntaxFindings.ts";
import { readConfig } from "./config.ts";
import { joinConfigs } from "./join.ts";
import { configRemarks, ignoredFindings } from "./link.ts";

/** Files of a Proxmox VE cluster as they stand in /etc/pve: corosync.conf, storage.cfg, and those of HA. */
export const proxmoxConfig: ForeignFormat = {
  read(source) {
    const told = readConfig(source);
    if (told === undefined) return undefined;
    return {
      recognised: told.kind,
      syntax: { ...unreadText(source.text), comments: told.comments },
      told,
      findings: ignoredFindings(told),
    };
  },
  link(told) {
    return { plays: [], remarks: configRemarks(told.filter((file) => file.kind === "proxmox-config")) };
  },
  join(estates, told) {
    return joinConfigs(
      estates,
      told.filter((file) => file.kind === "proxmox-config"),
    );
  },
};
