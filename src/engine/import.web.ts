import { answerImport, type ImportAsk } from "./imports.ts";

// Reads one export and answers. Its readers may fail on what nobody thought of: that is an answer too, not a crash.
addEventListener("message", (event: MessageEvent<ImportAsk>) => postMessage(answerImport(event.data)));
postMessage("ready");
