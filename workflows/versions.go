package workflows

// Changes of the interpreter that would alter what a running case does are
// asked here, one predicate each, so that every recorded history keeps
// replaying:
//
//	func tellsTwice(ctx workflow.Context) bool {
//		return workflow.GetVersion(ctx, "tell-twice", workflow.DefaultVersion, 1) >= 1
//	}
//
// There is none yet.
