/** Property tests draw the same examples at every run; `FC_SEED=7 npx vitest run --project node` draws others. */
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20261122) });
