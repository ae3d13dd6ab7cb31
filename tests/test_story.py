"""A student's whole story, from `/start` to the answered nudge, restart included."""

from conftest import World, texts


async def test_maya_meets_ana_is_nudged_and_answers_after_a_restart(world: World) -> None:
    await world.start(world.maya)
    assert "You're set, Maya Chen" in texts(world.dms(world.maya)[-1])

    added = await world.maya.slash(
        "contact add",
        name="Ana Rivera",
        organisation="Lakeside Hand Clinic",
        setting="hand_therapy",
        credentials="OTR/L, CHT",
        when="5 weeks ago",
        how_met="State conference, through Jo Park",
    )
    assert "Ana Rivera, OTR/L, CHT" in texts(added.response)

    upcoming = await world.deliver()
    assert upcoming is not None
    await world.pass_time(seconds=(upcoming - world.now()).total_seconds())
    await world.deliver()
    nudge = world.dms(world.maya)[-1]
    assert "Time to write to Ana Rivera" in texts(nudge)
    assert "State conference, through Jo Park" in texts(nudge)

    await world.restart()
    await world.maya.click(world.dms(world.maya)[-1], label="Done")
    await world.maya.click(world.dms(world.maya)[-1], label="E-mail")
    assert "Logged. Next time" in texts(world.dms(world.maya)[-1])

    card = await world.maya.slash("contact view", contact="ana")
    assert "E-mail" in texts(card.response)
