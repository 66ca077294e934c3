"""Payment 补贴支付: prices the work, keeps the earmarked ledger, and pays each unit once."""
