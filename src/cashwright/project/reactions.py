"""Who reacts to which fact: the one place where areas that must not know each other meet.

A reaction is told after the fact was committed, once, by `runs.deliver.deliver_reactions`.
"""

from cashwright.areas.cash.events import LineSettled, ShortPaid
from cashwright.areas.controls.events import ApprovalDecided
from cashwright.areas.parties.events import ContactErased
from cashwright.runs.carry_out import carry_out_approved
from cashwright.runs.deliver import Reactions
from cashwright.runs.forget_person import forget_person
from cashwright.runs.take_disputes import dispute_short, dispute_taken_back

REACTIONS: Reactions = {
    ApprovalDecided: (carry_out_approved,),
    ContactErased: (forget_person,),
    LineSettled: (dispute_taken_back,),
    ShortPaid: (dispute_short,),
}
