import { shared } from '@org/toolchain/vitest'
import { defineConfig, mergeConfig } from 'vitest/config'

// One file at a time: some of them build, and some run what is built.
export default mergeConfig(shared, defineConfig({ test: { fileParallelism: false } }))
