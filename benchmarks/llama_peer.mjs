// llama.cpp without .NET: reads a prompt and writes after it, and says how many tokens a second of each. Called by the benchmark `llama`.
// Usage: node llama_peer.mjs ADDON_FOLDER MODEL THREADS PROMPT_TOKENS WRITTEN_TOKENS
// ADDON_FOLDER holds llama-addon.node and its libraries: `npm pack @node-llama-cpp/linux-x64`, unpacked, package/bins/linux-x64.
import {createRequire} from "node:module";
import {resolve} from "node:path";

const [folder, model, ...counts] = process.argv.slice(2);
const [threads, promptTokens, writtenTokens] = counts.map(Number);
const batchTokens = 512;
const addon = createRequire(import.meta.url)(resolve(folder, "llama-addon.node"));
addon.loadBackends(resolve(folder));
await addon.init();

const weights = new addon.AddonModel(resolve(model), {gpuLayers: 0});
await weights.init();
const context = new addon.AddonContext(weights, {contextSize: 2048, batchSize: batchTokens, sequences: 1, threads});
await context.init();
const sampler = new addon.AddonSampler(weights);
sampler.applyConfig({temperature: 0});
const tokens = weights.tokenize("The ferry sails from the north quay at nine and comes back at six. ".repeat(promptTokens / 8), false).subarray(0, promptTokens);

async function decode(part, position, isScored) {
    context.initBatch(part.length);
    const scored = context.addToBatch(0, position, part, Uint32Array.from(isScored ? [part.length - 1] : []));
    await context.decodeBatch();
    return isScored ? await context.sampleToken(scored[0], sampler) : undefined;
}

let token;
let clock = performance.now();
for (let at = 0; at < tokens.length; at += batchTokens) token = await decode(tokens.subarray(at, at + batchTokens), at, at + batchTokens >= tokens.length);
const prompt = performance.now() - clock;
clock = performance.now();
for (let i = 0; i < writtenTokens; i++) token = await decode(Uint32Array.from([token]), tokens.length + i, true);
const writing = performance.now() - clock;
process.stdout.write(JSON.stringify({prompt: tokens.length / prompt * 1000, writing: writtenTokens / writing * 1000}) + "\n");
