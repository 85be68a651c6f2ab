// Generated from the document of the API by `pnpm generate`: do not edit.

export interface paths {
    readonly "/health": {
        readonly parameters: {
        };
        /** The process is alive. */
        readonly get: operations["health"];
    };
    readonly "/ready": {
        readonly parameters: {
        };
        /** Every dependency with its state; 503 when one is down. */
        readonly get: operations["ready"];
    };
    readonly "/dashboard/snapshot": {
        readonly parameters: {
        };
        /** All that the page shows, of one moment. */
        readonly get: operations["snapshot"];
    };
    readonly "/transactions": {
        readonly parameters: {
        };
        /** Transactions, newest first, in short. */
        readonly get: operations["transactions"];
    };
    readonly "/transactions/all": {
        readonly parameters: {
        };
        /** Transactions, newest first, with body and features. */
        readonly get: operations["transactionDetails"];
    };
    readonly "/transactions/{hash}": {
        readonly parameters: {
        };
        /** Everything known of one transaction. */
        readonly get: operations["transaction"];
    };
    readonly "/features": {
        readonly parameters: {
        };
        /** Counts of transactions by protocol and category. */
        readonly get: operations["featureCounts"];
    };
    readonly "/features/recent": {
        readonly parameters: {
        };
        /** Features of transactions, newest first. */
        readonly get: operations["recentFeatures"];
    };
    readonly "/opps": {
        readonly parameters: {
        };
        /** Opportunities, newest first. */
        readonly get: operations["opportunities"];
    };
    readonly "/opps/recent": {
        readonly parameters: {
        };
        /** Opportunities, highest score first. */
        readonly get: operations["rankedOpportunities"];
    };
    readonly "/events": {
        readonly parameters: {
        };
        /** Durable events strictly after a position, in order. */
        readonly get: operations["events"];
    };
    readonly "/replay": {
        readonly parameters: {
        };
        /** Pending count and digest of the state, as noted lately or replayed from stored events. */
        readonly get: operations["replay"];
    };
    readonly "/gaps": {
        readonly parameters: {
        };
        /** Times in which a source could not be seen, by the event that opened them, newest first. */
        readonly get: operations["gaps"];
    };
    readonly "/chains": {
        readonly parameters: {
        };
        /** State of every chain and source. */
        readonly get: operations["chains"];
    };
    readonly "/accounting": {
        readonly parameters: {
        };
        /** What became of every announced transaction, per chain and source. */
        readonly get: operations["accounting"];
    };
    readonly "/propagation": {
        readonly parameters: {
        };
        /** Measured delays between the sources of a chain, per pair. */
        readonly get: operations["propagation"];
    };
    readonly "/metrics/snapshot": {
        readonly parameters: {
        };
        /** The figures of the metrics as JSON, with rates and quantiles of the last minute. */
        readonly get: operations["metricsSnapshot"];
    };
    readonly "/alerts/evaluate": {
        readonly parameters: {
        };
        /** Every alert: whether it fires, since when, and what to do. */
        readonly get: operations["alerts"];
    };
    readonly "/telemetry": {
        readonly parameters: {
        };
        /** The newest log events of the process after `after`, oldest first. */
        readonly get: operations["telemetry"];
    };
    readonly "/worker/health": {
        readonly parameters: {
        };
        /** When the worker, which ingests and stores, was last at work; 503 when that is too long ago. */
        readonly get: operations["workerHealth"];
    };
    readonly "/openapi.json": {
        readonly parameters: {
        };
        /** The contract as an OpenAPI 3.1 document. */
        readonly get: operations["openApi"];
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What is decided on one rule. */
        readonly Alert: {
            readonly name: string;
            /**
             * @description `unknown`: there is nothing to judge.
             * @enum {string}
             */
            readonly state: "ok" | "firing" | "unknown";
            /** @enum {string} */
            readonly severity: "critical" | "warning";
            readonly summary: string;
            /** @description The worst of all series; `null` while there is none. */
            readonly value: number | null;
            readonly unit: string;
            /** @enum {string} */
            readonly comparison: ">" | "<";
            readonly threshold: number;
            /** @description How long the condition holds before it counts. */
            readonly for_seconds: number;
            readonly since_unix_us: number | null;
            /** @description The same question in PromQL. */
            readonly expression: string;
            readonly what_to_do: string;
            /** @description Where the repository says more. */
            readonly runbook: string;
            readonly series: readonly {
                readonly labels: {
                    readonly [key: string]: string;
                };
                /**
                 * @description `unknown`: there is nothing to judge.
                 * @enum {string}
                 */
                readonly state: "ok" | "firing" | "unknown";
                /** @description The worst of all series; `null` while there is none. */
                readonly value: number | null;
                /** @description Unix time in microseconds. */
                readonly since_unix_us: number;
            }[];
        };
        /** @description The decisions of one evaluation. */
        readonly AlertsReport: {
            /** @description Unix time in microseconds. */
            readonly evaluated_at_unix_us: number;
            /** @description Time between two evaluations. */
            readonly sample_seconds: number;
            /** @description How long the metrics have been watched. */
            readonly watched_seconds: number;
            readonly firing: number;
            readonly alerts: readonly components["schemas"]["Alert"][];
        };
        /** @description A chain with its sources; URLs are masked. */
        readonly ChainStatus: {
            readonly chain_key: string;
            readonly chain_id: number;
            /** @enum {string} */
            readonly mempool: "public" | "partial" | "private";
            readonly sources: readonly {
                readonly source_id: string;
                /** @enum {string} */
                readonly state: "idle" | "connecting" | "live" | "stalled" | "disconnected" | "failed" | "stopped";
                readonly subscription: ("full" | "hashes" | "none") | null;
                readonly endpoint_index: number;
                readonly endpoints: readonly {
                    readonly ws_url: string;
                    readonly http_url: string;
                }[];
                readonly last_pending_unix_us: number | null;
                readonly silent_for_ms: number | null;
                readonly last_error: string | null;
                readonly rotations: number;
            }[];
        };
        readonly FeatureCount: {
            readonly protocol: string;
            readonly category: string;
            readonly count: number;
        };
        /** @description What a transaction does, with the event that says so. */
        readonly FeatureRow: {
            readonly protocol: string;
            /** @enum {string} */
            readonly category: "swap" | "transfer" | "approval" | "liquidity" | "lending" | "liquidation" | "nft" | "bridge" | "deploy" | "account_abstraction" | "system" | "unknown";
            readonly mev_score: number;
            readonly urgency_score: number;
            readonly method_selector: string | null;
            readonly swaps: readonly components["schemas"]["Swap"][];
            readonly feature_engine_version: string;
            readonly value_native?: number | null;
            readonly slippage_limit?: ("set" | "none" | "unknown") | null;
            readonly nonce_position?: number | null;
            readonly sender_transactions?: number | null;
            readonly sender_swaps?: number | null;
            /** @description A 32-byte hash: lower-case hex. */
            readonly tx_hash: string;
            readonly chain_id: number;
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            /** @description Unix time in microseconds. */
            readonly ingest_ts_unix_us: number;
        };
        /** @description A time in which a source could not be seen; `seq` is of the event that opened it. */
        readonly GapRow: {
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly chain_id: number;
            readonly source_id: string;
            readonly gap_id: string;
            /** @enum {string} */
            readonly cause: "start" | "disconnect" | "stall" | "overflow" | "error" | "shutdown";
            /** @enum {string} */
            readonly state: "open" | "closed";
            /** @description Unix time in microseconds. */
            readonly from_us: number;
            readonly to_us: number | null;
            readonly backfilled: number;
            /** @description Number of an event: gapless per node, from 1. */
            readonly latest_seq: number;
        };
        /** @description The figures of one reading of the metrics. */
        readonly MetricsSnapshot: {
            /** @description Unix time in microseconds. */
            readonly at_unix_us: number;
            /**
             * @description Rates and quantiles are over this time.
             * @constant
             */
            readonly window_seconds: 60;
            /** @description How much of it was measured: less in the first minute of the process. */
            readonly measured_seconds: number;
            readonly ingest: readonly {
                readonly chain_id: number;
                readonly source_id: string;
                /** @description Distinct hashes announced. */
                readonly announced_total: number | null;
                /** @description The same per second. */
                readonly announced_per_s: number | null;
                /** @description Announcements of hashes that the source had shown before. */
                readonly duplicates_total: number | null;
                /** @description Announced hashes whose body was handed on. */
                readonly fetched_total: number | null;
                /** @description The same per second. */
                readonly fetched_per_s: number | null;
                /** @description Announced hashes that ended without a stored body. */
                readonly drops_total: number | null;
                /** @description The same per second. */
                readonly drops_per_s: number | null;
                /** @description Bodies and frames that were refused. */
                readonly rejects_total: number | null;
                /** @description The same per second. */
                readonly rejects_per_s: number | null;
                /** @description Announced hashes that are not settled yet. */
                readonly in_flight: number | null;
                /** @description Hashes that the source holds: waiting for a batch, in one, or for a retry. */
                readonly queue_depth: number | null;
                /** @description Most hashes that the source holds unsettled. */
                readonly queue_capacity: number | null;
                /** @description 1 while subscribed, else 0. */
                readonly connected: number | null;
                /** @description Changes of the endpoint in use. */
                readonly rotations_total: number | null;
                /** @description Since the last announcement. */
                readonly silent_seconds: number | null;
                /** @description Length of the longest gap that is open. */
                readonly open_gap_seconds: number | null;
                /** @description Seconds without sight. */
                readonly gap_seconds_total: number | null;
                /** @description Batches that failed. */
                readonly rpc_errors_total: number | null;
                /** @description Median time of a batch. */
                readonly rpc_p50_seconds: number | null;
                /** @description 99th percentile of the same. */
                readonly rpc_p99_seconds: number | null;
            }[];
            readonly chains: readonly {
                readonly chain_id: number;
                /** @description Newest block that is followed. */
                readonly head_number: number | null;
                /** @description Transactions of the blocks that were read. */
                readonly mined_total: number | null;
                /** @description Those of them that were known before their block. */
                readonly foreseen_total: number | null;
                /** @description Share of them of late. */
                readonly coverage: number | null;
                /** @description What that share usually is. */
                readonly coverage_baseline: number | null;
                /** @description Transactions whose fate is followed. */
                readonly tracked_transactions: number | null;
                /** @description Reorganisations. */
                readonly reorgs_total: number | null;
            }[];
            readonly visible: {
                /** @description Median time from announcement to durable and visible. */
                readonly p50_seconds: number | null;
                /** @description 99th percentile of the same. */
                readonly p99_seconds: number | null;
            };
            readonly storage: {
                /** @description Events made durable. */
                readonly events_total: number | null;
                /** @description The same per second. */
                readonly events_per_s: number | null;
                /** @description Events accepted and not yet durable. */
                readonly queue_depth: number | null;
                /** @description Bound of that queue. */
                readonly queue_capacity: number | null;
                /** @description Number of the last durable event. */
                readonly durable_seq: number | null;
                /** @description Bytes appended to the write-ahead log. */
                readonly wal_bytes_total: number | null;
                /** @description The same per second. */
                readonly wal_bytes_per_s: number | null;
                /** @description Segments on disk. */
                readonly wal_segments: number | null;
                /** @description How long the commit that is under way takes so far. */
                readonly commit_seconds: number | null;
                /** @description Median time of a flush. */
                readonly fsync_p50_seconds: number | null;
                /** @description 99th percentile of the same. */
                readonly fsync_p99_seconds: number | null;
                /** @description Durable events that are not in ClickHouse. */
                readonly clickhouse_lag_events: number | null;
                /** @description How long the oldest of them waits. */
                readonly clickhouse_lag_seconds: number | null;
                /** @description 99th percentile of the time of an insert. */
                readonly clickhouse_insert_p99_seconds: number | null;
                /** @description Failed attempts. */
                readonly clickhouse_errors_total: number | null;
                /** @description Events that ClickHouse refused. */
                readonly dead_letters_total: number | null;
            };
            readonly searcher: {
                /** @description Median time to analyse a transaction. */
                readonly analyze_p50_seconds: number | null;
                /** @description 99th percentile of the same. */
                readonly analyze_p99_seconds: number | null;
                /** @description Opportunities detected. */
                readonly opportunities_total: number | null;
                /** @description The same per second. */
                readonly opportunities_per_s: number | null;
                /** @description Analyses and strategies that failed. */
                readonly errors_total: number | null;
            };
            readonly strategies: readonly {
                readonly strategy: string;
                /** @description Opportunities detected. */
                readonly opportunities_total: number | null;
                /** @description The same per second. */
                readonly opportunities_per_s: number | null;
            }[];
            readonly streams: {
                /** @description Stream clients now. */
                readonly clients: number | null;
                /** @description Clients cut because they did not read. */
                readonly slow_disconnects_total: number | null;
            };
            readonly http: {
                /** @description Requests answered. */
                readonly requests_total: number | null;
                /** @description The same per second. */
                readonly requests_per_s: number | null;
                /** @description Those of them that ended with 500 and above, per second. */
                readonly errors_per_s: number | null;
                /** @description Median time of an answer. */
                readonly p50_seconds: number | null;
                /** @description 99th percentile of the same. */
                readonly p99_seconds: number | null;
            };
            readonly process: {
                /** @description Memory of the process. */
                readonly resident_bytes: number | null;
                /** @description JavaScript heap in use. */
                readonly heap_used_bytes: number | null;
                /** @description Processor time per second. */
                readonly cpu_cores: number | null;
                /** @description Share of the time in which the event loop was at work: near 1 it does not keep up. */
                readonly event_loop_share: number | null;
                /** @description When the process began. */
                readonly started_unix_s: number | null;
            };
        };
        /** @description An opportunity with the parts of its score. */
        readonly OpportunityRow: {
            /** @description A byte string: lower-case hex. */
            readonly opportunity_id: string;
            readonly strategy: string;
            readonly score: number;
            readonly protocol: string;
            /** @enum {string} */
            readonly category: "swap" | "transfer" | "approval" | "liquidity" | "lending" | "liquidation" | "nft" | "bridge" | "deploy" | "account_abstraction" | "system" | "unknown";
            readonly member_tx_hashes: readonly string[];
            readonly components: readonly {
                readonly name: string;
                readonly value: number;
                readonly weight: number;
                readonly points: number;
                readonly reason: string;
            }[];
            readonly reasons: readonly string[];
            readonly feature_engine_version: string;
            readonly scorer_version: string;
            readonly strategy_version: string;
            readonly simulation?: components["schemas"]["SimulationData"];
            /** @description A 32-byte hash: lower-case hex. */
            readonly tx_hash: string;
            readonly chain_id: number;
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            /** @description Unix time in microseconds. */
            readonly ingest_ts_unix_us: number;
        };
        /** @description How a source stands against another one of its chain. */
        readonly PropagationRow: {
            readonly chain_key: string;
            readonly chain_id: number;
            readonly source_id: string;
            readonly other_source_id: string;
            readonly announced: number;
            readonly shared: number;
            readonly first: number;
            readonly share_first: number | null;
            readonly exclusive_share: number | null;
            readonly delay_p50_ms: number | null;
            readonly delay_p99_ms: number | null;
        };
        /** @description With a range. */
        readonly ReplayReport: {
            readonly latest_seq: number;
            readonly oldest_seq: number;
            readonly points: readonly {
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @description Unix time in microseconds. */
                readonly ingest_ts_unix_us: number;
                readonly pending: number;
                readonly digest: string;
                readonly complete: boolean;
            }[];
            readonly read_from: number;
            readonly complete_from: number | null;
            readonly added: readonly {
                readonly chain_id: number;
                /** @description A 32-byte hash: lower-case hex. */
                readonly tx_hash: string;
            }[];
            readonly removed: readonly {
                readonly chain_id: number;
                /** @description A 32-byte hash: lower-case hex. */
                readonly tx_hash: string;
            }[];
            readonly added_total: number;
            readonly removed_total: number;
        };
        /** @description Without a range: what the node noted of itself lately. */
        readonly ReplaySeries: {
            readonly latest_seq: number;
            readonly oldest_seq: number;
            readonly points: readonly {
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @description Unix time in microseconds. */
                readonly ingest_ts_unix_us: number;
                readonly pending: number;
                readonly digest: string;
                readonly complete: boolean;
            }[];
        };
        /** @description What a simulation of a pending transaction said. */
        readonly SimulationData: {
            /** @enum {string} */
            readonly outcome: "success" | "reverted" | "unknown";
            readonly block_number: number | null;
            readonly gas_used: number | null;
            readonly reason: string | null;
            readonly token_movements: readonly {
                readonly token: string | null;
                /** @description A 20-byte address: lower-case hex. */
                readonly from: string;
                /** @description A 20-byte address: lower-case hex. */
                readonly to: string;
                /** @description An amount of the smallest unit, up to 2^256 - 1: a decimal string. */
                readonly amount: string;
            }[] | null;
        };
        /** @description All that the page shows, of one moment. */
        readonly Snapshot: {
            readonly revision: number;
            readonly latest_seq_id: number;
            readonly opportunities: readonly components["schemas"]["OpportunityRow"][];
            readonly feature_summary: readonly components["schemas"]["FeatureCount"][];
            readonly feature_details: readonly components["schemas"]["FeatureRow"][];
            readonly transactions: readonly components["schemas"]["TransactionSummary"][];
            readonly chain_ingest_status: readonly components["schemas"]["ChainStatus"][];
            readonly market_stats: {
                readonly pending_transactions: number;
                readonly transactions_per_second: number;
                readonly events_per_second: number;
                readonly opportunities: number;
                readonly categories: {
                    readonly [key: string]: number;
                };
            };
        };
        /** @description What became of every transaction that a source announced. */
        readonly SourceAccounting: {
            readonly chain_key: string;
            readonly chain_id: number;
            readonly source_id: string;
            readonly announced: number;
            readonly fetched: number;
            readonly null: number;
            readonly rejected: {
                readonly [key: string]: number;
            };
            readonly dropped: {
                readonly [key: string]: number;
            };
            readonly in_flight: number;
            readonly duplicates: number;
            readonly reannounced: number;
            readonly backfilled: number;
            readonly lost_events: {
                readonly [key: string]: number;
            };
        };
        /** @description A durable event, exactly as it is stored and streamed. */
        readonly StoredEvent: {
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly node_id: string;
            readonly chain_id: number;
            readonly source_id: string;
            /** @constant */
            readonly kind: "TxSeen";
            /** @description Unix time in microseconds. */
            readonly ingest_ts_unix_us: number;
            /** @description A hash; empty where no transaction is concerned. */
            readonly tx_hash: string;
            readonly data: {
                readonly first: boolean;
                readonly reannounced: boolean;
                readonly backfill: boolean;
            };
        } | {
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly node_id: string;
            readonly chain_id: number;
            readonly source_id: string;
            /** @constant */
            readonly kind: "TxDecoded";
            /** @description Unix time in microseconds. */
            readonly ingest_ts_unix_us: number;
            /** @description A hash; empty where no transaction is concerned. */
            readonly tx_hash: string;
            readonly data: components["schemas"]["TxDecodedData"];
        } | {
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly node_id: string;
            readonly chain_id: number;
            readonly source_id: string;
            /** @constant */
            readonly kind: "TxFeatures";
            /** @description Unix time in microseconds. */
            readonly ingest_ts_unix_us: number;
            /** @description A hash; empty where no transaction is concerned. */
            readonly tx_hash: string;
            readonly data: components["schemas"]["TxFeaturesData"];
        } | {
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly node_id: string;
            readonly chain_id: number;
            readonly source_id: string;
            /** @constant */
            readonly kind: "OppDetected";
            /** @description Unix time in microseconds. */
            readonly ingest_ts_unix_us: number;
            /** @description A hash; empty where no transaction is concerned. */
            readonly tx_hash: string;
            readonly data: {
                /** @description A byte string: lower-case hex. */
                readonly opportunity_id: string;
                readonly strategy: string;
                readonly score: number;
                readonly protocol: string;
                /** @enum {string} */
                readonly category: "swap" | "transfer" | "approval" | "liquidity" | "lending" | "liquidation" | "nft" | "bridge" | "deploy" | "account_abstraction" | "system" | "unknown";
                readonly member_tx_hashes: readonly string[];
                readonly components: readonly {
                    readonly name: string;
                    readonly value: number;
                    readonly weight: number;
                    readonly points: number;
                    readonly reason: string;
                }[];
                readonly reasons: readonly string[];
                readonly feature_engine_version: string;
                readonly scorer_version: string;
                readonly strategy_version: string;
                readonly simulation?: components["schemas"]["SimulationData"];
            };
        } | {
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly node_id: string;
            readonly chain_id: number;
            readonly source_id: string;
            /** @constant */
            readonly kind: "TxReady";
            /** @description Unix time in microseconds. */
            readonly ingest_ts_unix_us: number;
            /** @description A hash; empty where no transaction is concerned. */
            readonly tx_hash: string;
            readonly data: {
                /** @description A 20-byte address: lower-case hex. */
                readonly sender: string;
                readonly nonce: number;
            };
        } | {
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly node_id: string;
            readonly chain_id: number;
            readonly source_id: string;
            /** @constant */
            readonly kind: "TxBlocked";
            /** @description Unix time in microseconds. */
            readonly ingest_ts_unix_us: number;
            /** @description A hash; empty where no transaction is concerned. */
            readonly tx_hash: string;
            readonly data: {
                /** @description A 20-byte address: lower-case hex. */
                readonly sender: string;
                readonly nonce: number;
                readonly expected_nonce: number;
            };
        } | {
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly node_id: string;
            readonly chain_id: number;
            readonly source_id: string;
            /** @constant */
            readonly kind: "TxReplaced";
            /** @description Unix time in microseconds. */
            readonly ingest_ts_unix_us: number;
            /** @description A hash; empty where no transaction is concerned. */
            readonly tx_hash: string;
            readonly data: {
                /** @description A 32-byte hash: lower-case hex. */
                readonly replaced_by: string;
                readonly bump_bps: number;
            };
        } | {
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly node_id: string;
            readonly chain_id: number;
            readonly source_id: string;
            /** @constant */
            readonly kind: "TxDropped";
            /** @description Unix time in microseconds. */
            readonly ingest_ts_unix_us: number;
            /** @description A hash; empty where no transaction is concerned. */
            readonly tx_hash: string;
            readonly data: {
                /** @enum {string} */
                readonly reason: "storage_queue_full" | "storage_queue_closed" | "fetch_queue_full" | "fetch_failed" | "not_found" | "expired" | "underpriced_replacement" | "sender_limit_reached" | "nonce_used";
            };
        } | {
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly node_id: string;
            readonly chain_id: number;
            readonly source_id: string;
            /** @constant */
            readonly kind: "TxRejected";
            /** @description Unix time in microseconds. */
            readonly ingest_ts_unix_us: number;
            /** @description A hash; empty where no transaction is concerned. */
            readonly tx_hash: string;
            readonly data: {
                /** @enum {string} */
                readonly reason: "invalid_pending_hash" | "hash_mismatch" | "wrong_chain" | "malformed_body" | "oversize_body";
                readonly note: string;
            };
        } | {
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly node_id: string;
            readonly chain_id: number;
            readonly source_id: string;
            /** @constant */
            readonly kind: "TxConfirmedProvisional";
            /** @description Unix time in microseconds. */
            readonly ingest_ts_unix_us: number;
            /** @description A hash; empty where no transaction is concerned. */
            readonly tx_hash: string;
            readonly data: {
                readonly block_number: number;
                readonly block_hash: string | null;
                readonly block_timestamp: number;
                readonly inclusion_delay_ms: number;
                /** @enum {string} */
                readonly status: "success" | "reverted" | "unknown";
            };
        } | {
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly node_id: string;
            readonly chain_id: number;
            readonly source_id: string;
            /** @constant */
            readonly kind: "TxConfirmedFinal";
            /** @description Unix time in microseconds. */
            readonly ingest_ts_unix_us: number;
            /** @description A hash; empty where no transaction is concerned. */
            readonly tx_hash: string;
            readonly data: {
                readonly block_number: number;
                readonly block_hash: string | null;
                readonly block_timestamp: number;
                readonly inclusion_delay_ms: number;
                /** @enum {string} */
                readonly status: "success" | "reverted" | "unknown";
            };
        } | {
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly node_id: string;
            readonly chain_id: number;
            readonly source_id: string;
            /** @constant */
            readonly kind: "TxReorged";
            /** @description Unix time in microseconds. */
            readonly ingest_ts_unix_us: number;
            /** @description A hash; empty where no transaction is concerned. */
            readonly tx_hash: string;
            readonly data: {
                /** @description A 32-byte hash: lower-case hex. */
                readonly old_block_hash: string;
                /** @description A 32-byte hash: lower-case hex. */
                readonly new_block_hash: string;
            };
        } | {
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly node_id: string;
            readonly chain_id: number;
            readonly source_id: string;
            /** @constant */
            readonly kind: "BlockSeen";
            /** @description Unix time in microseconds. */
            readonly ingest_ts_unix_us: number;
            /** @description A hash; empty where no transaction is concerned. */
            readonly tx_hash: string;
            readonly data: {
                readonly number: number;
                /** @description A 32-byte hash: lower-case hex. */
                readonly hash: string;
                /** @description A 32-byte hash: lower-case hex. */
                readonly parent_hash: string;
                readonly timestamp: number;
                readonly tx_count: number | null;
                readonly base_fee_wei: string | null;
            };
        } | {
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly node_id: string;
            readonly chain_id: number;
            readonly source_id: string;
            /** @constant */
            readonly kind: "GapOpened";
            /** @description Unix time in microseconds. */
            readonly ingest_ts_unix_us: number;
            /** @description A hash; empty where no transaction is concerned. */
            readonly tx_hash: string;
            readonly data: {
                readonly gap_id: string;
                /** @enum {string} */
                readonly cause: "start" | "disconnect" | "stall" | "overflow" | "error" | "shutdown";
                /** @description Unix time in microseconds. */
                readonly from_us: number;
                readonly to_us: number | null;
                readonly backfilled: number;
            };
        } | {
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly node_id: string;
            readonly chain_id: number;
            readonly source_id: string;
            /** @constant */
            readonly kind: "GapClosed";
            /** @description Unix time in microseconds. */
            readonly ingest_ts_unix_us: number;
            /** @description A hash; empty where no transaction is concerned. */
            readonly tx_hash: string;
            readonly data: {
                readonly gap_id: string;
                /** @enum {string} */
                readonly cause: "start" | "disconnect" | "stall" | "overflow" | "error" | "shutdown";
                /** @description Unix time in microseconds. */
                readonly from_us: number;
                readonly to_us: number | null;
                readonly backfilled: number;
            };
        };
        /** @description A swap found in calldata. */
        readonly Swap: {
            readonly protocol: string;
            /** @description A 20-byte address: lower-case hex. */
            readonly token_in: string;
            /** @description A 20-byte address: lower-case hex. */
            readonly token_out: string;
            readonly amount_in: string | null;
            /** @description An amount of the smallest unit, up to 2^256 - 1: a decimal string. */
            readonly amount_out: string;
            /** @enum {string} */
            readonly exact: "in" | "out";
            readonly path: readonly string[];
            readonly fees: readonly number[];
            readonly recipient: string | null;
            readonly deadline: number | null;
        };
        /** @description A log event without secrets. */
        readonly TelemetryRecord: {
            /** @description Counts up from 1 in one process. */
            readonly id: number;
            /** @description Unix time in microseconds. */
            readonly at_unix_us: number;
            /** @enum {string} */
            readonly level: "debug" | "info" | "warn" | "error";
            readonly message: string;
            readonly fields: {
                readonly [key: string]: unknown;
            };
        };
        /** @description A transaction with body, features and the sources that showed it. */
        readonly TransactionDetail: {
            /** @description A 32-byte hash: lower-case hex. */
            readonly tx_hash: string;
            readonly chain_id: number;
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly source_id: string;
            /** @description Unix time in microseconds. */
            readonly first_seen_unix_us: number;
            /** @enum {string} */
            readonly status: "announced" | "pending" | "ready" | "blocked" | "replaced" | "dropped" | "rejected" | "confirmed" | "final";
            readonly sender: string | null;
            readonly to: string | null;
            readonly nonce: number | null;
            readonly value_wei: string | null;
            readonly tx_type: number | null;
            readonly method_selector: string | null;
            readonly protocol: string | null;
            readonly category: ("swap" | "transfer" | "approval" | "liquidity" | "lending" | "liquidation" | "nft" | "bridge" | "deploy" | "account_abstraction" | "system" | "unknown") | null;
            readonly mev_score: number | null;
            readonly urgency_score: number | null;
            readonly decoded: components["schemas"]["TxDecodedData"] | null;
            readonly features: components["schemas"]["TxFeaturesData"] | null;
            readonly sources: readonly string[];
        };
        /** @description Everything known of a transaction; of each list the newest 64. */
        readonly TransactionRecord: {
            /** @description A 32-byte hash: lower-case hex. */
            readonly tx_hash: string;
            readonly chain_id: number;
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly source_id: string;
            /** @description Unix time in microseconds. */
            readonly first_seen_unix_us: number;
            /** @enum {string} */
            readonly status: "announced" | "pending" | "ready" | "blocked" | "replaced" | "dropped" | "rejected" | "confirmed" | "final";
            readonly sender: string | null;
            readonly to: string | null;
            readonly nonce: number | null;
            readonly value_wei: string | null;
            readonly tx_type: number | null;
            readonly method_selector: string | null;
            readonly protocol: string | null;
            readonly category: ("swap" | "transfer" | "approval" | "liquidity" | "lending" | "liquidation" | "nft" | "bridge" | "deploy" | "account_abstraction" | "system" | "unknown") | null;
            readonly mev_score: number | null;
            readonly urgency_score: number | null;
            readonly decoded: components["schemas"]["TxDecodedData"] | null;
            readonly features: components["schemas"]["TxFeaturesData"] | null;
            readonly sources: readonly string[];
            readonly sightings: readonly {
                readonly source_id: string;
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @description Unix time in microseconds. */
                readonly seen_unix_us: number;
                readonly first: boolean;
                readonly reannounced: boolean;
                readonly backfill: boolean;
            }[];
            readonly history: readonly ({
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @constant */
                readonly kind: "TxSeen";
                readonly source_id: string;
                /** @description Unix time in microseconds. */
                readonly ingest_ts_unix_us: number;
                readonly data: {
                    readonly first: boolean;
                    readonly reannounced: boolean;
                    readonly backfill: boolean;
                };
            } | {
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @constant */
                readonly kind: "TxDecoded";
                readonly source_id: string;
                /** @description Unix time in microseconds. */
                readonly ingest_ts_unix_us: number;
                readonly data: components["schemas"]["TxDecodedData"];
            } | {
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @constant */
                readonly kind: "TxFeatures";
                readonly source_id: string;
                /** @description Unix time in microseconds. */
                readonly ingest_ts_unix_us: number;
                readonly data: components["schemas"]["TxFeaturesData"];
            } | {
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @constant */
                readonly kind: "OppDetected";
                readonly source_id: string;
                /** @description Unix time in microseconds. */
                readonly ingest_ts_unix_us: number;
                readonly data: {
                    /** @description A byte string: lower-case hex. */
                    readonly opportunity_id: string;
                    readonly strategy: string;
                    readonly score: number;
                    readonly protocol: string;
                    /** @enum {string} */
                    readonly category: "swap" | "transfer" | "approval" | "liquidity" | "lending" | "liquidation" | "nft" | "bridge" | "deploy" | "account_abstraction" | "system" | "unknown";
                    readonly member_tx_hashes: readonly string[];
                    readonly components: readonly {
                        readonly name: string;
                        readonly value: number;
                        readonly weight: number;
                        readonly points: number;
                        readonly reason: string;
                    }[];
                    readonly reasons: readonly string[];
                    readonly feature_engine_version: string;
                    readonly scorer_version: string;
                    readonly strategy_version: string;
                    readonly simulation?: components["schemas"]["SimulationData"];
                };
            } | {
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @constant */
                readonly kind: "TxReady";
                readonly source_id: string;
                /** @description Unix time in microseconds. */
                readonly ingest_ts_unix_us: number;
                readonly data: {
                    /** @description A 20-byte address: lower-case hex. */
                    readonly sender: string;
                    readonly nonce: number;
                };
            } | {
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @constant */
                readonly kind: "TxBlocked";
                readonly source_id: string;
                /** @description Unix time in microseconds. */
                readonly ingest_ts_unix_us: number;
                readonly data: {
                    /** @description A 20-byte address: lower-case hex. */
                    readonly sender: string;
                    readonly nonce: number;
                    readonly expected_nonce: number;
                };
            } | {
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @constant */
                readonly kind: "TxReplaced";
                readonly source_id: string;
                /** @description Unix time in microseconds. */
                readonly ingest_ts_unix_us: number;
                readonly data: {
                    /** @description A 32-byte hash: lower-case hex. */
                    readonly replaced_by: string;
                    readonly bump_bps: number;
                };
            } | {
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @constant */
                readonly kind: "TxDropped";
                readonly source_id: string;
                /** @description Unix time in microseconds. */
                readonly ingest_ts_unix_us: number;
                readonly data: {
                    /** @enum {string} */
                    readonly reason: "storage_queue_full" | "storage_queue_closed" | "fetch_queue_full" | "fetch_failed" | "not_found" | "expired" | "underpriced_replacement" | "sender_limit_reached" | "nonce_used";
                };
            } | {
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @constant */
                readonly kind: "TxRejected";
                readonly source_id: string;
                /** @description Unix time in microseconds. */
                readonly ingest_ts_unix_us: number;
                readonly data: {
                    /** @enum {string} */
                    readonly reason: "invalid_pending_hash" | "hash_mismatch" | "wrong_chain" | "malformed_body" | "oversize_body";
                    readonly note: string;
                };
            } | {
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @constant */
                readonly kind: "TxConfirmedProvisional";
                readonly source_id: string;
                /** @description Unix time in microseconds. */
                readonly ingest_ts_unix_us: number;
                readonly data: {
                    readonly block_number: number;
                    readonly block_hash: string | null;
                    readonly block_timestamp: number;
                    readonly inclusion_delay_ms: number;
                    /** @enum {string} */
                    readonly status: "success" | "reverted" | "unknown";
                };
            } | {
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @constant */
                readonly kind: "TxConfirmedFinal";
                readonly source_id: string;
                /** @description Unix time in microseconds. */
                readonly ingest_ts_unix_us: number;
                readonly data: {
                    readonly block_number: number;
                    readonly block_hash: string | null;
                    readonly block_timestamp: number;
                    readonly inclusion_delay_ms: number;
                    /** @enum {string} */
                    readonly status: "success" | "reverted" | "unknown";
                };
            } | {
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @constant */
                readonly kind: "TxReorged";
                readonly source_id: string;
                /** @description Unix time in microseconds. */
                readonly ingest_ts_unix_us: number;
                readonly data: {
                    /** @description A 32-byte hash: lower-case hex. */
                    readonly old_block_hash: string;
                    /** @description A 32-byte hash: lower-case hex. */
                    readonly new_block_hash: string;
                };
            } | {
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @constant */
                readonly kind: "BlockSeen";
                readonly source_id: string;
                /** @description Unix time in microseconds. */
                readonly ingest_ts_unix_us: number;
                readonly data: {
                    readonly number: number;
                    /** @description A 32-byte hash: lower-case hex. */
                    readonly hash: string;
                    /** @description A 32-byte hash: lower-case hex. */
                    readonly parent_hash: string;
                    readonly timestamp: number;
                    readonly tx_count: number | null;
                    readonly base_fee_wei: string | null;
                };
            } | {
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @constant */
                readonly kind: "GapOpened";
                readonly source_id: string;
                /** @description Unix time in microseconds. */
                readonly ingest_ts_unix_us: number;
                readonly data: {
                    readonly gap_id: string;
                    /** @enum {string} */
                    readonly cause: "start" | "disconnect" | "stall" | "overflow" | "error" | "shutdown";
                    /** @description Unix time in microseconds. */
                    readonly from_us: number;
                    readonly to_us: number | null;
                    readonly backfilled: number;
                };
            } | {
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
                /** @constant */
                readonly kind: "GapClosed";
                readonly source_id: string;
                /** @description Unix time in microseconds. */
                readonly ingest_ts_unix_us: number;
                readonly data: {
                    readonly gap_id: string;
                    /** @enum {string} */
                    readonly cause: "start" | "disconnect" | "stall" | "overflow" | "error" | "shutdown";
                    /** @description Unix time in microseconds. */
                    readonly from_us: number;
                    readonly to_us: number | null;
                    readonly backfilled: number;
                };
            })[];
            readonly opportunities: readonly components["schemas"]["OpportunityRow"][];
            readonly simulation: {
                /** @enum {string} */
                readonly outcome: "success" | "reverted" | "unknown";
                readonly block_number: number | null;
                readonly gas_used: number | null;
                readonly reason: string | null;
                readonly token_movements: readonly {
                    readonly token: string | null;
                    /** @description A 20-byte address: lower-case hex. */
                    readonly from: string;
                    /** @description A 20-byte address: lower-case hex. */
                    readonly to: string;
                    /** @description An amount of the smallest unit, up to 2^256 - 1: a decimal string. */
                    readonly amount: string;
                }[] | null;
                /** @description Number of an event: gapless per node, from 1. */
                readonly seq: number;
            } | null;
        };
        /** @description A transaction in short; fields of its body are null until that arrived. */
        readonly TransactionSummary: {
            /** @description A 32-byte hash: lower-case hex. */
            readonly tx_hash: string;
            readonly chain_id: number;
            /** @description Number of an event: gapless per node, from 1. */
            readonly seq: number;
            readonly source_id: string;
            /** @description Unix time in microseconds. */
            readonly first_seen_unix_us: number;
            /** @enum {string} */
            readonly status: "announced" | "pending" | "ready" | "blocked" | "replaced" | "dropped" | "rejected" | "confirmed" | "final";
            readonly sender: string | null;
            readonly to: string | null;
            readonly nonce: number | null;
            readonly value_wei: string | null;
            readonly tx_type: number | null;
            readonly method_selector: string | null;
            readonly protocol: string | null;
            readonly category: ("swap" | "transfer" | "approval" | "liquidity" | "lending" | "liquidation" | "nft" | "bridge" | "deploy" | "account_abstraction" | "system" | "unknown") | null;
            readonly mev_score: number | null;
            readonly urgency_score: number | null;
        };
        /** @description The body of a transaction. */
        readonly TxDecodedData: {
            readonly tx_type: number;
            /** @description A 20-byte address: lower-case hex. */
            readonly sender: string;
            readonly nonce: number;
            readonly to: string | null;
            /** @description An amount of the smallest unit, up to 2^256 - 1: a decimal string. */
            readonly value_wei: string;
            readonly gas_limit: number;
            readonly gas_price_wei: string | null;
            readonly max_fee_per_gas_wei: string | null;
            readonly max_priority_fee_per_gas_wei: string | null;
            readonly max_fee_per_blob_gas_wei: string | null;
            readonly blob_count: number;
            readonly authorization_count: number;
            readonly access_list_len: number;
            /** @description A byte string: lower-case hex. */
            readonly input: string;
            readonly calldata_len: number;
            readonly method_selector: string | null;
            readonly fetch_us: number;
        };
        /** @description What a transaction does. */
        readonly TxFeaturesData: {
            readonly protocol: string;
            /** @enum {string} */
            readonly category: "swap" | "transfer" | "approval" | "liquidity" | "lending" | "liquidation" | "nft" | "bridge" | "deploy" | "account_abstraction" | "system" | "unknown";
            readonly mev_score: number;
            readonly urgency_score: number;
            readonly method_selector: string | null;
            readonly swaps: readonly components["schemas"]["Swap"][];
            readonly feature_engine_version: string;
            readonly value_native?: number | null;
            readonly slippage_limit?: ("set" | "none" | "unknown") | null;
            readonly nonce_position?: number | null;
            readonly sender_transactions?: number | null;
            readonly sender_swaps?: number | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly health: {
        readonly parameters: {
        };
        readonly responses: {
            /** @description The process is alive. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @constant */
                        readonly status: "ok";
                    };
                };
            };
        };
    };
    readonly ready: {
        readonly parameters: {
        };
        readonly responses: {
            /** @description Ready. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @constant */
                        readonly status: "ready";
                        readonly dependencies: readonly {
                            readonly name: string;
                            /** @enum {string} */
                            readonly state: "up" | "degraded" | "down";
                            readonly detail: string | null;
                        }[];
                    };
                };
            };
        };
    };
    readonly snapshot: {
        readonly parameters: {
            readonly query?: {
                readonly tx_limit?: number;
                readonly feature_limit?: number;
                readonly opp_limit?: number;
                readonly min_score?: number;
                readonly chain_id?: number;
            };
        };
        readonly responses: {
            /** @description The snapshot. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Snapshot"];
                };
            };
        };
    };
    readonly transactions: {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly chain_id?: number;
                readonly cursor?: string;
            };
        };
        readonly responses: {
            /** @description A page. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["TransactionSummary"][];
                };
            };
        };
    };
    readonly transactionDetails: {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly chain_id?: number;
                readonly cursor?: string;
            };
        };
        readonly responses: {
            /** @description A page. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["TransactionDetail"][];
                };
            };
        };
    };
    readonly transaction: {
        readonly parameters: {
            readonly query?: {
                readonly chain_id?: number;
            };
            readonly path: {
                readonly hash: string;
            };
        };
        readonly responses: {
            /** @description The transaction. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TransactionRecord"];
                };
            };
        };
    };
    readonly featureCounts: {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly chain_id?: number;
            };
        };
        readonly responses: {
            /** @description Counts, largest first. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["FeatureCount"][];
                };
            };
        };
    };
    readonly recentFeatures: {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly chain_id?: number;
            };
        };
        readonly responses: {
            /** @description Features. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["FeatureRow"][];
                };
            };
        };
    };
    readonly opportunities: {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly min_score?: number;
                readonly strategy?: string;
                readonly chain_id?: number;
            };
        };
        readonly responses: {
            /** @description Opportunities. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["OpportunityRow"][];
                };
            };
        };
    };
    readonly rankedOpportunities: {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly min_score?: number;
                readonly strategy?: string;
                readonly chain_id?: number;
            };
        };
        readonly responses: {
            /** @description Opportunities; of equal scores the newer first. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["OpportunityRow"][];
                };
            };
        };
    };
    readonly events: {
        readonly parameters: {
            readonly query?: {
                readonly after?: number;
                readonly limit?: number;
                readonly types?: readonly ("TxSeen" | "TxDecoded" | "TxFeatures" | "OppDetected" | "TxReady" | "TxBlocked" | "TxReplaced" | "TxDropped" | "TxRejected" | "TxConfirmedProvisional" | "TxConfirmedFinal" | "TxReorged" | "BlockSeen" | "GapOpened" | "GapClosed")[];
                readonly chain_id?: number;
            };
        };
        readonly responses: {
            /** @description The stored lines. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["StoredEvent"][];
                };
            };
        };
    };
    readonly replay: {
        readonly parameters: {
            readonly query?: {
                readonly from?: number;
                readonly to?: number;
                readonly stride?: number;
            };
        };
        readonly responses: {
            /** @description Points, oldest first. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ReplaySeries"] | components["schemas"]["ReplayReport"];
                };
            };
        };
    };
    readonly gaps: {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly source_id?: string;
                readonly after?: number;
                readonly chain_id?: number;
                readonly cursor?: string;
            };
        };
        readonly responses: {
            /** @description A page. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["GapRow"][];
                };
            };
        };
    };
    readonly chains: {
        readonly parameters: {
        };
        readonly responses: {
            /** @description Every chain. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["ChainStatus"][];
                };
            };
        };
    };
    readonly accounting: {
        readonly parameters: {
            readonly query?: {
                readonly chain_id?: number;
            };
        };
        readonly responses: {
            /** @description One row per chain and source. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["SourceAccounting"][];
                };
            };
        };
    };
    readonly propagation: {
        readonly parameters: {
            readonly query?: {
                readonly chain_id?: number;
            };
        };
        readonly responses: {
            /** @description Two rows per pair of sources. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["PropagationRow"][];
                };
            };
        };
    };
    readonly metricsSnapshot: {
        readonly parameters: {
        };
        readonly responses: {
            /** @description The figures of one moment. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["MetricsSnapshot"];
                };
            };
        };
    };
    readonly alerts: {
        readonly parameters: {
        };
        readonly responses: {
            /** @description The decisions. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AlertsReport"];
                };
            };
        };
    };
    readonly telemetry: {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly after?: number;
                readonly level?: "debug" | "info" | "warn" | "error";
            };
        };
        readonly responses: {
            /** @description Log events. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["TelemetryRecord"][];
                };
            };
        };
    };
    readonly workerHealth: {
        readonly parameters: {
        };
        readonly responses: {
            /** @description It is at work. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @constant */
                        readonly ok: true;
                        readonly lastHeartbeatAt: string | null;
                        readonly ageMs: number | null;
                        readonly staleAfterMs: number;
                    };
                };
            };
        };
    };
    readonly openApi: {
        readonly parameters: {
        };
        readonly responses: {
            /** @description The document. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @constant */
                        readonly openapi: "3.1.0";
                        readonly info: {
                            readonly title: string;
                            readonly version: string;
                        } & {
                            readonly [key: string]: unknown;
                        };
                        readonly paths: {
                            readonly [key: string]: {
                                readonly [key: string]: unknown;
                            };
                        };
                        readonly components: {
                            readonly [key: string]: unknown;
                        };
                    } & {
                        readonly [key: string]: unknown;
                    };
                };
            };
        };
    };
}
