import fc from "fast-check";

/** Property tests are the same in every run; another seed explores further: `FC_SEED=7 npm run test:core`. */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20080812) });
